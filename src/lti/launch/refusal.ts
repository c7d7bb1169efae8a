import { type ErrorCode, type ErrorFacts, ProductError } from '../../errors.ts';

/** A login or launch that a check refused. `check` names the check in the log; people see the text of the code. */
export class LaunchRefusal extends ProductError {
  readonly check: string;

  constructor(check: string, code: ErrorCode, facts: ErrorFacts = {}) {
    super(code, facts);
    this.check = check;
  }
}

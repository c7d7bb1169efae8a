import { type ErrorCode, type ErrorFacts, ProductError } from '../../errors.ts';

/** A refused login or launch. `check` names the failed check in the log; people see the text of the code. */
export class LaunchRefusal extends ProductError {
  readonly check: string;

  constructor(check: string, code: ErrorCode, facts: ErrorFacts = {}) {
    super(code, facts);
    this.check = check;
  }
}

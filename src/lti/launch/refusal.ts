import { type ErrorCode, type ErrorFacts, ProductError } from '../../errors.ts';

/** A login or launch that a check of the door refused. `check` names the rule in the log; people see the code's text. */
export class LaunchRefusal extends ProductError {
  readonly check: string;

  constructor(check: string, code: ErrorCode, facts: ErrorFacts = {}) {
    super(code, facts);
    this.check = check;
  }
}

import type { Failure } from "../../contract/index.ts";

/** A request of the page that was refused or failed, with its HTTP status. */
export class HostFailure extends Error {
  readonly status: number;
  readonly failure: Failure;

  constructor(status: number, failure: Failure, options: ErrorOptions = {}) {
    super(`${failure.step}: ${failure.cause}; ${failure.fix}`, options);
    this.status = status;
    this.failure = failure;
  }
}

import { MortiseError } from "@mortise/protocol";

/**
 * Makes the MortiseError `CONNECTION_FAILED` for an error that a service's client reported, such as
 * `PostgreSQL failed: connect ECONNREFUSED 127.0.0.1:5432`. A MortiseError is returned as it is.
 */
export function connectionFailed(service: string, error: unknown): MortiseError {
  if (MortiseError.is(error)) return error;
  return new MortiseError("CONNECTION_FAILED", `${service} failed: ${reasonOf(error)}`, {
    cause: error,
  });
}

/** The message of an error; each message of several, as from the addresses of a host. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === "") {
    return error.errors.map(reasonOf).join("; ");
  }
  return error instanceof Error ? error.message : String(error);
}

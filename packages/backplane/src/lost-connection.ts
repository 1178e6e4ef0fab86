import { MortiseError } from "@mortise/protocol";

/** Says that a service did not do what was asked; `error` is what its client reported. */
export function lostConnection(service: string, error: unknown): MortiseError {
  if (MortiseError.is(error)) return error;
  return new MortiseError("CONNECTION_FAILED", `${service} failed: ${reasonOf(error)}`, {
    cause: error,
  });
}

/** The message of an error; of several at once, as from trying each address of a host, all of them. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === "") {
    return error.errors.map(reasonOf).join("; ");
  }
  return error instanceof Error ? error.message : String(error);
}

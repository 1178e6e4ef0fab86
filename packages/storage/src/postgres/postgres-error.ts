import type { StorageFailure } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import { connectionFailed } from "../connection/connection-failed.ts";

/** SQLSTATE codes, or the classes they begin with, by what they mean; the first match counts. */
const REASONS: readonly (readonly [prefix: string, reason: StorageFailure | "connection"])[] = [
  ["53100", "full"],
  ["42501", "denied"],
  ["40", "locked"],
  ["55P03", "locked"],
  ["XX001", "corrupt"],
  ["XX002", "corrupt"],
  ["58", "unreadable"],
  ["23", "constraint"],
  ["08", "connection"],
  ["25006", "connection"],
  ["25P03", "connection"],
  ["25P04", "connection"],
  ["28", "connection"],
  ["3D", "connection"],
  ["53", "connection"],
  ["57", "connection"],
];

/**
 * Makes a MortiseError of an error that `pg` reported: `STORAGE_FAILED` if PostgreSQL refused a
 * statement, `CONNECTION_FAILED` for anything that may pass. A MortiseError is returned as it is.
 */
export function postgresError(error: unknown): MortiseError {
  const state = sqlState(error);
  if (MortiseError.is(error) || state === undefined) return connectionFailed("PostgreSQL", error);
  const [, reason = "refused"] = REASONS.find(([prefix]) => state.startsWith(prefix)) ?? [];
  if (reason === "connection") return connectionFailed("PostgreSQL", error);
  const { message } = error as Error;
  return new MortiseError("STORAGE_FAILED", `PostgreSQL refused a statement: ${message}`, {
    cause: error,
    data: { reason },
  });
}

/** The five characters of an error that the server sent; `undefined` for one of the connection. */
function sqlState(error: unknown): string | undefined {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

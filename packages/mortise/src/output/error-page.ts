import { ErrorCode, MortiseError, ProtocolError } from "@mortise/protocol";

/** The address of the documentation; `.github/workflows/site.yml` publishes it there. */
export const SITE = "https://mortise-dev.github.io/mortise/";

/** Codes whose page adds nothing to their message: an interruption, and mistakes at the command line. */
const PLAIN: ReadonlySet<string> = new Set(["ABORTED", "INVALID_OPTION"]);

const RPC_CODES: ReadonlySet<number> = new Set(Object.values(ErrorCode));

/** Returns the page that says more about a failure; `undefined` if there is none. */
export function findErrorPage(error: unknown): string | undefined {
  if (ProtocolError.is(error)) {
    return RPC_CODES.has(error.code) ? `${SITE}reference/errors.html#json-rpc-codes` : undefined;
  }
  if (!MortiseError.is(error) || PLAIN.has(error.code)) return undefined;
  const reason = error.code === "AUTHORIZATION_FAILED" ? readReason(error.data) : undefined;
  return reason === undefined
    ? `${SITE}reference/errors.html#${error.code.toLowerCase()}`
    : `${SITE}reference/auth-errors.html#${reason}`;
}

/** The code of an `AuthError`. */
function readReason(data: object): string | undefined {
  return "code" in data && typeof data.code === "string" ? data.code : undefined;
}

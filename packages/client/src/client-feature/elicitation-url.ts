import { isSecureUrl, MortiseError } from "@mortise/protocol";

const EXCERPT_LENGTH = 100;

/** The failure of a question that asks the user to visit what must not be visited. */
export class UnvisitableUrlError extends MortiseError<"INVALID_RESPONSE"> {
  constructor(written: unknown) {
    const found = JSON.stringify(written)?.slice(0, EXCERPT_LENGTH);
    super(
      "INVALID_RESPONSE",
      `The server asks the user to visit ${found}; only https, and http on this machine, can be visited`,
    );
  }
}

/**
 * Checks that a user may be asked to visit a URL: only `https`, and `http` on this machine, where
 * sign-in pages of local programs are (2025-11-25, Elicitation, Safe URL Handling).
 *
 * @throws MortiseError `INVALID_RESPONSE` for another scheme, such as `javascript:`, and for what is
 * no URL.
 */
export function assertVisitable(written: unknown): void {
  const url = typeof written === "string" && URL.canParse(written) ? new URL(written) : undefined;
  if (url && isSecureUrl(url)) return;
  throw new UnvisitableUrlError(written);
}

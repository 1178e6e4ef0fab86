import { describeValue, MortiseError } from "@mortise/protocol";

/**
 * Refuses what protects no server; it would refuse every request, or fail at the first one.
 *
 * @throws MortiseError `INVALID_OPTION` with what was found.
 */
export function checkProvider(owner: string, provider: unknown): void {
  const { authenticate } = (provider ?? {}) as { readonly authenticate?: unknown };
  if (typeof authenticate === "function") return;
  const found =
    describeValue(provider) === "an object"
      ? "an object without the function authenticate"
      : describeValue(provider);
  throw new MortiseError(
    "INVALID_OPTION",
    `${owner} takes what protects a server, such as bearerAuth(…) or apiKey(…); it got ${found}`,
  );
}

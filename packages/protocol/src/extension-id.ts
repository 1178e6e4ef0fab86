import { MortiseError } from "./error/mortise-error.ts";

const LABEL = "[A-Za-z](?:[A-Za-z0-9-]*[A-Za-z0-9])?";
const NAME = "[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?";
const ID = new RegExp(`^${LABEL}(?:\\.${LABEL})*/${NAME}$`);
/** Longer than any identifier; the pattern is not tried on more. */
const MAX_LENGTH = 256;

/**
 * Checks that `id` can name an extension: a prefix of labels and a name, like the keys of `_meta`
 * (2026-07-28, Versioning, Extension Negotiation).
 *
 * @throws MortiseError `INVALID_DEFINITION` if it cannot.
 */
export function checkExtensionId(id: string): void {
  if (id.length <= MAX_LENGTH && ID.test(id)) return;
  throw new MortiseError(
    "INVALID_DEFINITION",
    `${JSON.stringify(id)} cannot name an extension; use a reversed domain and a name, such as com.example/search`,
  );
}

/** The text in place of a credential. */
export const REDACTED = "(redacted)";

/** The names of headers whose values are credentials. */
const HEADER =
  /(?:^|-)auth(?:orization)?$|^dpop$|cookie|token|secret|passw|passphrase|credential|assertion|(?:api|access|auth|private|subscription|functions)[-_]?key|jwt|session|signature|[cx]srf/i;

/** The names of query parameters whose values are credentials. */
const PARAMETER =
  /token|secret|passw|passphrase|credential|assertion|jwt|session|^(?:code|key|sig|auth|pwd)$|(?:api|access|auth|private)[-_]?key|signature|authorization/i;

/**
 * The words that begin the last part of the name of a credential, such as in `clientSecret`. Numbers
 * of tokens are none: `maxTokens`.
 */
export const CREDENTIAL_WORD =
  "(?:token(?!s)|secret|passw|passphrase|credential|jwt|cookie|authorization|signature|(?:api|access|auth|private|encryption|signing)[-_ ]?key|session[-_]?id|\\bpwd|\\bdpop)";

const FIELD = new RegExp(CREDENTIAL_WORD, "i");

/** Returns whether a header holds a credential; `name` may be in any case. */
export function isCredentialHeader(name: string): boolean {
  return HEADER.test(name);
}

/** Returns whether a parameter of a URL's query holds a credential. */
export function isCredentialParameter(name: string): boolean {
  return PARAMETER.test(name);
}

/** Returns whether a member of an object or a field of a form holds a credential. */
export function isCredentialField(name: string): boolean {
  return FIELD.test(name);
}

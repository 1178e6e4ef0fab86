import { CREDENTIAL_WORD, isCredentialField, REDACTED } from "./credential-name.ts";
import { redactUrl } from "./redact-url.ts";

/** The end of a name: what stands before it stays as it is. */
const NAME = `${CREDENTIAL_WORD}[\\w.-]{0,64}`;
/** Between a name and its value. */
const SIGN = "\\s{0,20}(?::|=>|=(?!>))\\s{0,20}";
/** The schemes of an `Authorization` header (RFC 9110, 11.1). */
const SCHEME = "(?:Bearer|Basic|Digest|DPoP|Negotiate|NTLM|Token|ApiKey|Hawk|AWS4-HMAC-SHA256)";

const IS_SCHEME = new RegExp(`^${SCHEME}$`, "i");
const URL_IN_TEXT = /\b[a-z][a-z\d+.-]{1,20}:\/\/[^\s"'`<>\\]+/gi;
/** A header on a line of its own: its value may have several parts. */
const HEADER_LINE =
  /^([ \t]{0,20}[\w-]{0,40}(?:authorization|cookie)[ \t]{0,20}:[ \t]{0,20})(\S+)(.*)$/gim;
/** `"name" : "value"`, in JSON, and as the inspector of Node and other languages write it. */
const QUOTED = new RegExp(
  `(${NAME}["'\`]?${SIGN})(?:"[^"\\\\]+(?:\\\\.[^"\\\\]*)*"?|'[^'\\\\]+(?:\\\\.[^'\\\\]*)*'?|\`[^\`]+\`?)`,
  "gis",
);
/** The same inside of a JSON string, where each quote has a backslash. */
const ESCAPED = new RegExp(`(${NAME}(\\\\{1,8}")${SIGN}\\2)(?:(?!\\2).)+`, "gis");
/** `name=value`, `Name: Bearer value`, and a value without quotes after a quoted name. */
const BARE = new RegExp(
  `(${NAME})(["'\`]?${SIGN})(?!["'\`\\\\\\s([{])((?:${SCHEME}\\s{1,20})?)([^\\s"'\`,;&)\\]}]+)`,
  "gi",
);
/** A scheme with its credentials, wherever it stands; a challenge has parameters instead. */
const WITH_SCHEME = new RegExp(
  `\\b(${SCHEME}\\s{1,20})(?![\\w-]{1,40}=["'\\w(])([\\w.~+/=-]{6,})`,
  "gi",
);
/** Credentials that are known by their form: JSON Web Tokens, and keys with the prefix of their issuer. */
const BY_FORM =
  /\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)*|\b(?:sk|rk|pk)[-_](?:[a-z]{2,10}[-_])?[\w-]{16,}|\bgh[opsur]_\w{20,}|\bgithub_pat_\w{20,}|\bglpat-[\w-]{16,}|\bxox[a-z]-[\w-]{10,}|\bnpm_\w{30,}|\bA(?:KIA|SIA)[A-Z\d]{16}\b|\bAIza[\w-]{30,}/g;
const PRIVATE_KEY =
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/g;

/**
 * Writes a text without the credentials in it: the user and the query of URLs, values after a name
 * such as `password`, in JSON, headers and forms and however they are spaced, values after an
 * authentication scheme, and keys that are known by their form.
 *
 * The names stay, so that a reader sees what was there.
 */
export function redactText(text: string): string {
  return text
    .replace(PRIVATE_KEY, REDACTED)
    .replace(URL_IN_TEXT, redactUrl)
    .replace(HEADER_LINE, (line, name: string, value: string) =>
      isWord(value) && !IS_SCHEME.test(value) ? line : `${name}${REDACTED}`,
    )
    .replace(ESCAPED, `$1${REDACTED}`)
    .replace(QUOTED, (_match, before: string) => `${before}"${REDACTED}"`)
    .replace(BARE, redactBare)
    .replace(WITH_SCHEME, (match, scheme: string, value: string) =>
      isWord(value) ? match : `${scheme}${REDACTED}`,
    )
    .replace(BY_FORM, REDACTED);
}

/** Returns a copy of a JSON value whose members with the names of credentials are redacted. */
export function redactMembers(value: unknown): unknown {
  if (typeof value === "string") return redactText(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(redactMembers);
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      isCredentialField(name) && member !== null ? REDACTED : redactMembers(member),
    ]),
  );
}

function redactBare(match: string, ...found: readonly string[]): string {
  const [name = "", sign = "", scheme = "", value = ""] = found;
  if (value.startsWith(REDACTED) || /^(?:null|true|false|undefined)$/.test(value)) return match;
  // A colon after a word is also how a sentence goes on: "token: expected a string".
  const isSentence = sign.includes(":") && scheme === "" && WORDS.test(name) && isWord(value);
  return isSentence ? match : `${name}${sign}${scheme}${REDACTED}`;
}

/** The name of a credential as a sentence has it. */
const WORDS = /^[A-Za-z][a-z]*(?: [a-z]+)?$/;

/** Returns whether a text is more likely a word of a sentence than a credential. */
function isWord(text: string): boolean {
  return /^[a-z]{1,20}[.:!?]?$|^[A-Z][a-z]{1,20}[.:!?]?$/.test(text);
}

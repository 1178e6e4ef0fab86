import type { WireRow } from "../../contract/index.ts";

/** Headers that curl writes by itself, or that belong to one connection. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  "host",
  "content-length",
  "connection",
  "keep-alive",
  "transfer-encoding",
  "accept-encoding",
  "expect",
]);

/** The text in place of a credential in the log. */
const REDACTED = "(redacted)";

/**
 * Writes the shell command that sends an HTTP request of the log again, for a POSIX shell.
 *
 * A credential is not in the log; the command takes it from a variable named after its header, such
 * as `$AUTHORIZATION`. `body` is the whole body, which a row may have cut.
 */
export function writeCurl(request: WireRow, body: string): string {
  const { method = "POST", url = "", headers = [] } = request.http ?? {};
  const lines = [`curl -sS -N -X ${quote(method)} ${quote(url)}`];
  for (const [name, value] of headers) {
    if (LEFT_OUT.has(name.toLowerCase())) continue;
    // curl drops a header without a value unless a semicolon ends it.
    const header = value === "" ? quote(`${name};`) : quoteHeader(name, value);
    lines.push(`-H ${header}`);
  }
  if (body !== "") lines.push(`--data-raw ${quote(body)}`);
  return lines.join(" \\\n  ");
}

/** Quotes a word for a POSIX shell. */
export function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/u.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function quoteHeader(name: string, value: string): string {
  const header = `${name}: ${value}`;
  if (!header.includes(REDACTED)) return quote(header);
  const variable = name.toUpperCase().replaceAll(/[^A-Z0-9]/gu, "_");
  return header
    .split(REDACTED)
    .map((part) => (part === "" ? "" : quote(part)))
    .join(`"$${variable}"`);
}

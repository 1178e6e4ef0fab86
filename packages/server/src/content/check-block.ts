import { MortiseError } from "@mortise/protocol";

const TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+*-]+(?:\s*;.*)?$/;
/** The letters of RFC 4648, 4 and 5, in lines as in RFC 2045 too. */
const BASE64 = /^[A-Za-z0-9+/_\r\n-]*={0,2}\s*$/;

/**
 * Checks what a program without types may give for a block of bytes.
 *
 * @throws MortiseError `INVALID_DEFINITION`, such as for the path of a file in place of its bytes.
 */
export function checkMedia(made: string, data: unknown, mimeType: unknown): void {
  if (typeof mimeType !== "string" || !TYPE.test(mimeType)) {
    const type = made === "file" ? "text/csv" : `${made}/…`;
    throw invalid(`${made} needs a type such as "${type}"; it got ${show(mimeType)}`);
  }
  checkData(made, data);
}

/** Checks bytes, or the base64 of them; throws as {@link checkMedia} does. */
export function checkData(made: string, data: unknown): void {
  if (data instanceof Uint8Array) return;
  if (typeof data !== "string") {
    throw invalid(`${made} takes a Uint8Array, or text that is base64; it got ${show(data)}`);
  }
  // Other text shows at its beginning; the whole may be megabytes.
  if (BASE64.test(data.slice(0, 1024))) return;
  throw invalid(
    `${made} got a text that is no base64: ${show(data)}; for a file pass its bytes: await readFile(path)`,
  );
}

/** Throws `INVALID_DEFINITION` for a URI that is none, which clients refuse together with its list. */
export function checkUri(made: string, uri: unknown): void {
  if (typeof uri === "string" && URL.canParse(uri)) return;
  throw invalid(`${made} needs an absolute URI, such as docs://handbook; it got ${show(uri)}`);
}

function show(value: unknown): string {
  if (typeof value === "object" && value !== null) return value.constructor?.name ?? "an object";
  if (typeof value !== "string") return value === null ? "null" : typeof value;
  return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
}

function invalid(message: string): MortiseError {
  return new MortiseError("INVALID_DEFINITION", message);
}

import type { FilePart } from "../conversation/message.ts";

/** A file whose data and type a provider takes, or the reason why none would. */
export type ReadFile = { readonly file: FilePart } | { readonly problem: string };

/** Names that are in use for a type and that providers refuse. */
const ALIASES: Readonly<Record<string, string>> = {
  "image/jpg": "image/jpeg",
  "image/pjpeg": "image/jpeg",
  "image/x-png": "image/png",
  "application/x-pdf": "application/pdf",
};

/** The beginnings of files in base64, for the types that providers compare with their data. */
const SIGNATURES: readonly (readonly [RegExp, string])[] = [
  [/^iVBORw0KGgo/, "image/png"],
  [/^\/9j\//, "image/jpeg"],
  [/^R0lGOD/, "image/gif"],
  [/^UklGR.{6}XRUJQ/, "image/webp"],
];

/** Searched for rather than excluded: an expression over all of a file can exhaust the stack. */
const NO_DIGIT = /[^A-Za-z0-9+/]/;

/**
 * Writes a file the way providers want it: plain base64 with padding, under the registered name
 * of its type.
 *
 * Servers also send `data:` URLs, line breaks, the URL alphabet (RFC 4648, 5), and types that do
 * not match the data.
 */
export function readFile(file: FilePart): ReadFile {
  const [, named, rest] = /^data:([^;,]*)[^,]*,(.*)$/s.exec(file.data.data) ?? [];
  const bare = (rest ?? file.data.data).replace(/\s+/g, "").replace(/-/g, "+").replace(/_/g, "/");
  if (bare === "") return { problem: "its data are empty" };
  const unpadded = bare.slice(0, endOfDigits(bare));
  const data = unpadded.padEnd(Math.ceil(unpadded.length / 4) * 4, "=");
  if (unpadded === "" || data.length - unpadded.length > 2 || NO_DIGIT.test(unpadded))
    return { problem: "its data are not base64" };
  const mediaType = typeOf(file.mediaType || named || "application/octet-stream", data);
  const isSame = data === file.data.data && mediaType === file.mediaType;
  return { file: isSame ? file : { ...file, mediaType, data: { type: "data", data } } };
}

/** Gives the place where the padding begins; an expression would take quadratic time on `=`s. */
function endOfDigits(text: string): number {
  let end = text.length;
  while (end > 0 && text[end - 1] === "=") end -= 1;
  return end;
}

/** Gives the type without its parameters; of an image, the type that the data show. */
function typeOf(named: string, data: string): string {
  const [bare = ""] = named.toLowerCase().split(";");
  const type = ALIASES[bare.trim()] ?? bare.trim();
  if (!type.startsWith("image/")) return type;
  return SIGNATURES.find(([beginning]) => beginning.test(data))?.[1] ?? type;
}

import { MortiseError } from "@mortise/protocol";

/** A file as text, and whether it begins with a byte-order mark. */
export interface Decoded {
  readonly text: string;
  readonly hasMark: boolean;
}

const MARK = "\ufeff";

/**
 * Reads the bytes of a file as UTF-8; a missing file is empty.
 *
 * @throws MortiseError `INVALID_OPTION` for bytes that are not UTF-8, which a write would change.
 */
export function decode(bytes: Uint8Array | undefined): Decoded {
  if (bytes === undefined) return { text: "", hasMark: false };
  let whole: string;
  try {
    whole = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new MortiseError("INVALID_OPTION", "is not UTF-8; save it as UTF-8 first", { cause });
  }
  const hasMark = whole.startsWith(MARK);
  return { text: hasMark ? whole.slice(1) : whole, hasMark };
}

/** Returns the bytes of a file. */
export function encode({ text, hasMark }: Decoded): Uint8Array {
  return new TextEncoder().encode(hasMark ? MARK + text : text);
}

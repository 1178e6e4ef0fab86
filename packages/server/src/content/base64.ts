const CHUNK = 0x8000;

/** Writes bytes as base64, with padding. */
export function toBase64(bytes: Uint8Array): string {
  let binary = "";
  // One call per chunk: the whole of a large file would overflow the argument list.
  for (let start = 0; start < bytes.length; start += CHUNK) {
    binary += String.fromCharCode(...bytes.subarray(start, start + CHUNK));
  }
  return btoa(binary);
}

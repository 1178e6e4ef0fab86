import { invalid } from "../invalid.ts";

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** The size that hosts show without scaling it. */
const SIDE = 512;

/**
 * Checks the icon of a bundle, and returns what is to be said of its size; `undefined` for 512 × 512 pixels.
 *
 * @throws MortiseError `INVALID_OPTION` for bytes that are no PNG.
 */
export function checkIcon(bytes: Uint8Array, place: string): string | undefined {
  // PNG, 5.3 and 11.2.1: the first chunk is IHDR, and begins with the width and the height.
  const isPng = bytes.length >= 24 && PNG.every((byte, index) => bytes[index] === byte);
  if (!isPng || String.fromCharCode(...bytes.subarray(12, 16)) !== "IHDR") {
    throw invalid(`${place} is no PNG; hosts show no other icons`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const width = view.getUint32(16);
  const height = view.getUint32(20);
  if (width === SIDE && height === SIDE) return undefined;
  return `${place} is ${width} × ${height} pixels; hosts want ${SIDE} × ${SIDE}`;
}

import type { Picture } from "./encode-png.ts";

const WIDTH = 480;
const HEIGHT = 200;
const MARGIN = 16;
/** Paper, lines and bars. */
const PALETTE = [0xffffff, 0xd5dbe3, 0x2f6fdb];
const LINES = 4;

/** A first pixel and the one after the last. */
type Span = readonly [from: number, to: number];

/** Draws amounts as bars from left to right; the highest reaches the top line. */
export function drawBars(amounts: readonly number[]): Picture {
  const pixels = new Uint8Array(WIDTH * HEIGHT);
  const fill = ([left, right]: Span, [top, bottom]: Span, colour: number) => {
    for (let y = top; y < bottom; y++) pixels.fill(colour, y * WIDTH + left, y * WIDTH + right);
  };
  const floor = HEIGHT - MARGIN;
  const room = floor - MARGIN;
  for (let line = 0; line <= LINES; line++) {
    const y = floor - Math.round((room * line) / LINES);
    fill([MARGIN, WIDTH - MARGIN], [y, y + 1], 1);
  }
  const highest = Math.max(1, ...amounts);
  const step = (WIDTH - 2 * MARGIN) / Math.max(1, amounts.length);
  for (const [index, amount] of amounts.entries()) {
    const left = Math.round(MARGIN + step * (index + 0.2));
    const right = Math.max(left + 1, Math.round(MARGIN + step * (index + 0.8)));
    fill([left, right], [floor - Math.round((room * amount) / highest), floor], 2);
  }
  return { width: WIDTH, height: HEIGHT, pixels, palette: PALETTE };
}

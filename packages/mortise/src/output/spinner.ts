import { errorColor } from "./color.ts";

/** An animation while the user waits. */
export interface Spinner {
  /** Changes the text. */
  update(text: string): void;
  /** Removes it from the terminal. */
  stop(): void;
}

const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const DELAY_MS = 1_000;
const FRAME_MS = 80;
const CLEAR_LINE = "\r\u001b[2K";

let hideActive: () => void = () => undefined;

/** Removes the running spinner from the terminal, before a question. */
export function hideSpinner(): void {
  hideActive();
}

/** Starts a spinner, which appears after a second and only on a terminal. */
export function startSpinner(text: string): Spinner {
  if (!process.stderr.isTTY) return { update: () => undefined, stop: () => undefined };
  let shown = text;
  let frame = 0;
  let isVisible = false;
  let ticking: NodeJS.Timeout | undefined;
  const draw = (): void => {
    isVisible = true;
    const width = Math.max(10, (process.stderr.columns || 80) - 3);
    const mark = FRAMES[frame++ % FRAMES.length] ?? "";
    process.stderr.write(`${CLEAR_LINE}${errorColor.cyan(mark)} ${shown.slice(0, width)}`);
  };
  const waiting = setTimeout(() => {
    draw();
    ticking = setInterval(draw, FRAME_MS);
    ticking.unref();
  }, DELAY_MS);
  waiting.unref();
  const stop = (): void => {
    clearTimeout(waiting);
    clearInterval(ticking);
    if (isVisible) process.stderr.write(CLEAR_LINE);
    isVisible = false;
  };
  hideActive = stop;
  return {
    update: (next) => {
      shown = next;
    },
    stop,
  };
}

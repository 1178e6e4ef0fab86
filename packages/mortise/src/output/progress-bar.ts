import { toLine } from "./printable.ts";

/** The progress of a call. */
export interface ProgressState {
  readonly progress: number;
  readonly total?: number;
  readonly message?: string;
}

const WIDTH = 24;

/** Draws progress on one line: a bar if the total is known, otherwise the count. */
export function drawProgress({ progress, total, message }: ProgressState): string {
  const note = message === undefined ? "" : `  ${toLine(message)}`;
  if (total === undefined || total <= 0) return `${progress}${note}`;
  const share = Math.max(0, Math.min(1, progress / total));
  const filled = Math.round(share * WIDTH);
  const bar = "█".repeat(filled) + "░".repeat(WIDTH - filled);
  return `${bar} ${String(Math.round(share * 100)).padStart(3)} %${note}`;
}

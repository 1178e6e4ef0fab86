import { createInterface } from "node:readline";
import { color } from "../../output/color.ts";
import { ExitCode } from "../../output/exit-code.ts";
import type { KeySource } from "../../output/keyboard.ts";
import { Keyboard } from "../../output/keyboard.ts";

/** Where a message is read. */
export interface ReadMessageOptions {
  /** Earlier messages, which the arrow keys bring back; the new one is added. */
  readonly history: string[];
  /** Default: standard input. */
  readonly source?: KeySource;
  /** Default: standard output. */
  readonly screen?: NodeJS.WritableStream;
}

/** Stands for a line end within the line that is edited. */
const LINE_MARK = "⏎";

/**
 * Reads one message from the terminal: a pasted text whole, and lines that end with a backslash
 * together with the next. A number is the exit code with which the user left.
 */
export async function readMessage(options: ReadMessageOptions): Promise<string | number> {
  const lines: string[] = [];
  for (;;) {
    const line = await readLine(lines.length === 0 ? "›" : "…", options);
    if (typeof line === "number") return line;
    lines.push(line.replace(/\\$/, ""));
    if (!line.endsWith("\\")) return lines.join("\n").trim();
  }
}

async function readLine(
  sign: string,
  { history, source, screen = process.stdout }: ReadMessageOptions,
): Promise<string | number> {
  const { promise, resolve } = Promise.withResolvers<string | number>();
  const insert = (text: string): void => terminal.write(text.replaceAll("\n", LINE_MARK));
  using keyboard: Keyboard = new Keyboard({ screen, onPaste: insert, ...(source && { source }) });
  const terminal = createInterface({ input: keyboard, output: screen, terminal: true, history });
  terminal.on("history", (lines: string[]) => history.splice(0, history.length, ...lines));
  terminal.once("SIGINT", () => {
    resolve(ExitCode.interrupted);
    terminal.close();
  });
  terminal.once("close", () => resolve(ExitCode.ok));
  const space = sign === "›" ? "\n" : "";
  terminal.question(`${space}${color.cyan(sign)} `, (line) => {
    resolve(line.replaceAll(LINE_MARK, "\n"));
    terminal.close();
  });
  return await promise;
}

import { errorColor } from "../output/color.ts";
import { excerptStderr } from "../output/stderr-excerpt.ts";

const MAX_LENGTH = 65_536;
const MASKED = /internal error \(([\w-]+)\)/;

/**
 * The end of what a started server wrote to stderr; it has the reason of an internal error, of which
 * the caller gets the id alone.
 */
export class ServerLog {
  #written = "";
  #id: string | undefined;

  /** Adds text that the server wrote. */
  push(text: string): void {
    this.#written = (this.#written + text).slice(-MAX_LENGTH);
  }

  /** Asks for the entry of an internal error, when a result is one. */
  ask(result: string): void {
    this.#id = MASKED.exec(result)?.[1];
  }

  /** Writes the entry that was asked for; called when the server has ended, and written all. */
  report(): void {
    if (this.#id === undefined) return;
    const lines = this.#written.split("\n");
    const start = lines.findIndex((line) => line.includes(this.#id ?? ""));
    const next = lines.findIndex((line, index) => index > start && /^\[\w+\] \w+: /.test(line));
    const entry = lines.slice(start, next === -1 ? undefined : next).join("\n");
    const shown = start === -1 ? ["The server's log has more under this id"] : excerptStderr(entry);
    for (const line of shown) process.stderr.write(`${errorColor.dim(`  ${line}`)}\n`);
  }
}

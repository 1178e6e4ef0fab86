import { constants } from "node:os";
import { MortiseError } from "@mortise/protocol";
import { ExitCode } from "../output/exit-code.ts";

/**
 * Ends a command early: on Ctrl+C, on SIGTERM, when its terminal closes, and when its output is closed or lost.
 *
 * The first interruption aborts running work, so that servers are closed; a second signal ends the
 * process at once.
 */
export class Interruption {
  readonly #controller = new AbortController();
  #exitCode: number | undefined;

  constructor() {
    process.stdout.on("error", (error: NodeJS.ErrnoException) => {
      // `mortise list … | head`: the reader has read enough.
      if (error.code === "EPIPE") return this.#abort(ExitCode.ok);
      if (this.#exitCode === undefined) {
        process.stderr.write(`error Cannot write to standard output: ${error.message}\n`);
      }
      this.#abort(ExitCode.unexpected);
    });
    process.stderr.on("error", (error: NodeJS.ErrnoException) => {
      // There is nowhere left to say it; the result on standard output is not touched.
      if (error.code === "EPIPE") this.#abort(ExitCode.ok);
    });
  }

  /** Aborts when the command should end. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The exit code of an interrupted command; `undefined` without an interruption. */
  get exitCode(): number | undefined {
    return this.#exitCode;
  }

  /** Handles Ctrl+C, SIGTERM and SIGHUP from now on. */
  listen(): AbortSignal {
    for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.once(name, () => this.#abort(128 + constants.signals[name]));
    }
    return this.signal;
  }

  /** Ends the command as Ctrl+C does. */
  interrupt(): void {
    this.#abort(ExitCode.interrupted);
  }

  #abort(exitCode: number): void {
    this.#exitCode ??= exitCode;
    this.#controller.abort(new MortiseError("ABORTED", "Interrupted"));
  }
}

import { constants } from "node:os";
import { MortiseError } from "@mortise/protocol";
import { ExitCode } from "../output/exit-code.ts";

/**
 * Ends a command early: on Ctrl+C, on SIGTERM, and when its output is closed.
 *
 * The first interruption aborts running work, so that servers are closed; a second signal ends the
 * process at once.
 */
export class Interruption {
  readonly #controller = new AbortController();
  #exitCode: number | undefined;

  constructor() {
    const gone = (error: NodeJS.ErrnoException): void => {
      // `mortise list … | head`: the reader has read enough.
      if (error.code === "EPIPE") this.#abort(ExitCode.ok);
    };
    process.stdout.on("error", gone);
    process.stderr.on("error", gone);
  }

  /** Aborts when the command should end. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The exit code of an interrupted command; `undefined` without an interruption. */
  get exitCode(): number | undefined {
    return this.#exitCode;
  }

  /** Handles Ctrl+C and SIGTERM from now on. */
  listen(): AbortSignal {
    for (const name of ["SIGINT", "SIGTERM"] as const) {
      process.once(name, () => this.#abort(128 + constants.signals[name]));
    }
    return this.signal;
  }

  #abort(exitCode: number): void {
    this.#exitCode ??= exitCode;
    this.#controller.abort(new MortiseError("ABORTED", "Interrupted"));
  }
}

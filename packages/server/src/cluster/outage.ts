import { ErrorCode, MortiseError, ProtocolError } from "@mortise/protocol";
import type { ServerLog } from "../log/mask.ts";

/** Seconds after which a caller is told to try again. */
const RETRY_AFTER = "2";

/**
 * Whether what the instances share can be reached: its loss is logged once, however many requests meet it,
 * and so is its return.
 */
export class Outage {
  readonly #log: ServerLog;
  #isOn = false;

  constructor(log: ServerLog) {
    this.#log = log;
  }

  /** Settles as `call` does, and takes note of how it went; what it lost is told by {@link Outage.refusal}. */
  async watch<Value>(call: Promise<Value>): Promise<Value> {
    let value: Value;
    try {
      value = await call;
    } catch (error) {
      throw this.refusal(error);
    }
    this.over();
    return value;
  }

  /** Takes note of an error that nobody is told of; what is no loss of connection is logged as `message`. */
  report(message: string, error: unknown): void {
    if (error instanceof BackplaneUnavailable || ProtocolError.is(error)) return;
    if (isLoss(error)) this.#begin(error);
    else this.#log({ level: "error", message, error });
  }

  /** Gives the error that a caller is told; one that is no loss of connection as it is. */
  refusal(error: unknown): unknown {
    if (!isLoss(error)) return error;
    this.#begin(error);
    return new BackplaneUnavailable();
  }

  /** Takes note that what is shared was reached. */
  over(): void {
    if (!this.#isOn) return;
    this.#isOn = false;
    this.#log({ level: "info", message: "What the instances share can be reached again" });
  }

  #begin(error: unknown): void {
    if (this.#isOn) return;
    this.#isOn = true;
    const message =
      "What the instances share cannot be reached; requests that need it are refused until it can";
    this.#log({ level: "error", message, error });
  }
}

/** What a caller is told meanwhile. */
class BackplaneUnavailable extends ProtocolError {
  constructor() {
    super(
      ErrorCode.InternalError,
      "The sessions and subscriptions of this server cannot be reached just now; try again",
      { http: { status: 503, headers: { "retry-after": RETRY_AFTER } } },
    );
  }
}

function isLoss(error: unknown): boolean {
  if (!MortiseError.is(error)) return false;
  return error.code === "CONNECTION_FAILED" || error.code === "STORAGE_FAILED";
}

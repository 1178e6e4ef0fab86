import { ErrorCode, MortiseError, ProtocolError } from "@mortise/protocol";
import type { ServerLog } from "../log/mask.ts";

/** Seconds after which a client may try again. */
const RETRY_AFTER = "2";

/**
 * Whether the backplane can be reached: its loss is logged once, however many requests fail of it, and so
 * is its return.
 */
export class Outage {
  readonly #log: ServerLog;
  #isOn = false;

  constructor(log: ServerLog) {
    this.#log = log;
  }

  /** Settles as `call` does, and records whether it reached the backplane; a loss rejects with {@link Outage.refusal}. */
  async watch<Value>(call: Promise<Value>): Promise<Value> {
    let value: Value;
    try {
      value = await call;
    } catch (error) {
      throw this.refusal(error);
    }
    this.recovered();
    return value;
  }

  /** Logs an error that no caller sees. A lost connection is logged once per outage; anything else as `message`. */
  report(message: string, error: unknown): void {
    if (error instanceof BackplaneUnavailable || ProtocolError.is(error)) return;
    if (isLoss(error)) this.#begin(error);
    else this.#log({ level: "error", message, error });
  }

  /** Returns the error for the caller: an error other than a lost connection as it is. */
  refusal(error: unknown): unknown {
    if (!isLoss(error)) return error;
    this.#begin(error);
    return new BackplaneUnavailable();
  }

  /** Records that the backplane was reached. */
  recovered(): void {
    if (!this.#isOn) return;
    this.#isOn = false;
    this.#log({ level: "info", message: "Backplane reachable again" });
  }

  #begin(error: unknown): void {
    if (this.#isOn) return;
    this.#isOn = true;
    const message = "Backplane unreachable; requests that need it get 503 until it recovers";
    this.#log({ level: "error", message, error });
  }
}

/** The refusal of requests during an outage. */
class BackplaneUnavailable extends ProtocolError {
  constructor() {
    super(
      ErrorCode.InternalError,
      "The sessions and subscriptions of this server are unavailable at the moment; try again",
      { http: { status: 503, headers: { "retry-after": RETRY_AFTER } } },
    );
  }
}

function isLoss(error: unknown): boolean {
  if (!MortiseError.is(error)) return false;
  return error.code === "CONNECTION_FAILED" || error.code === "STORAGE_FAILED";
}

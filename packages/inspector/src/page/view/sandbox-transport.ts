import type { PostMessageTransport } from "@modelcontextprotocol/ext-apps/app-bridge";
import { isJsonObject, SANDBOX_METHODS } from "../../contract/index.ts";

/** A message of a view is no larger. */
const MAX_CHARACTERS = 8 * 1024 * 1024;

type Message = Parameters<PostMessageTransport["send"]>[0];

/** The receiver of what the sandbox itself reports. */
export interface SandboxListener {
  readonly onViolation: (directive: string, blocked: string) => void;
  /** A script of the view failed, or a file of it could not be loaded. */
  readonly onFailure: (text: string) => void;
  readonly onFlood: (dropped: number) => void;
  /** A message that is no JSON-RPC message in plain JSON. */
  readonly onRefused: (reason: string) => void;
}

/** Messages with the sandbox in `frame`; those of any other window or origin are not for it. */
export class SandboxTransport implements Pick<PostMessageTransport, "start" | "send" | "close"> {
  onmessage?: NonNullable<PostMessageTransport["onmessage"]>;
  onerror?: (error: Error) => void;
  onclose?: () => void;
  readonly #frame: Window;
  readonly #listener: SandboxListener;

  constructor(frame: Window, listener: SandboxListener) {
    this.#frame = frame;
    this.#listener = listener;
  }

  async start(): Promise<void> {
    globalThis.addEventListener("message", this.#receive);
  }

  // The sandbox has an opaque origin, which no target names.
  async send(message: Message): Promise<void> {
    this.#frame.postMessage(message, "*");
  }

  async close(): Promise<void> {
    globalThis.removeEventListener("message", this.#receive);
    this.onclose?.();
  }

  readonly #receive = ({ source, origin, data }: MessageEvent<unknown>): void => {
    if (source !== this.#frame || origin !== "null") return;
    const message = readMessage(data);
    if (typeof message === "string") {
      this.#listener.onRefused(message);
      return;
    }
    const params = isJsonObject(message["params"]) ? message["params"] : {};
    if (message["method"] === SANDBOX_METHODS.violation) {
      this.#listener.onViolation(text(params["directive"]), text(params["blocked"]));
    } else if (message["method"] === SANDBOX_METHODS.failure) {
      this.#listener.onFailure(text(params["text"]));
    } else if (message["method"] === SANDBOX_METHODS.flood) {
      this.#listener.onFlood(Number(params["dropped"]) || 0);
    } else {
      this.onmessage?.(message as unknown as Message);
    }
  };
}

/** A copy in plain JSON, or why there is none: a clone may have cycles, binary data, or the key `__proto__`. */
function readMessage(data: unknown): Readonly<Record<string, unknown>> | string {
  try {
    const written = JSON.stringify(data);
    if (written.length > MAX_CHARACTERS) return "a message is larger than 8 MB";
    const message: unknown = JSON.parse(written, (key, value) => {
      if (key === "__proto__") throw new Error("a message has the key __proto__");
      return value;
    });
    if (isJsonObject(message) && message["jsonrpc"] === "2.0") return message;
    return "a message is not JSON-RPC 2.0";
  } catch (error) {
    return (error as Error).message;
  }
}

function text(value: unknown): string {
  return String(value).slice(0, 500);
}

import type { WireFrame } from "@mortise/protocol";
import { readRpc } from "../wire/rpc-summary.ts";
import type { FailureEvidence } from "./describe-failure.ts";

const STDERR_LENGTH = 8_192;

/** Gathers what explains the failure of one connection. */
export class ConnectionEvidence {
  #stray: string | undefined;
  #contentType: string | undefined;
  #stderr = "";

  /** Takes a frame of the wire. */
  push(frame: WireFrame): void {
    if (frame.direction !== "received") return;
    if (frame.kind === "response-head") {
      this.#contentType = frame.headers.find(([name]) => name === "content-type")?.[1];
    }
    if (frame.kind !== "data" || frame.transport !== "stdio") return;
    const text = typeof frame.data === "string" ? frame.data : Buffer.from(frame.data).toString();
    if (text.trim() !== "" && readRpc(text) === undefined) this.#stray = text;
  }

  /** Takes what a started server wrote to stderr. */
  stderr(text: string): void {
    this.#stderr = (this.#stderr + text).slice(-STDERR_LENGTH);
  }

  /** Returns what was gathered. */
  read(): Omit<FailureEvidence, "step"> {
    return { stray: this.#stray, contentType: this.#contentType, stderr: this.#stderr };
  }
}

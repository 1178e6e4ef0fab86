import { ErrorCode, ProtocolError } from "@mortise/protocol";
import type { PayloadLimits, PayloadPart } from "./payload-limits.ts";
import { findExcess } from "./payload-limits.ts";
import type { TaskSealer } from "./task-sealer.ts";

/** The limits of the contents of tasks, and the form in which the tables hold them. */
export class Payloads {
  readonly limits: PayloadLimits;
  readonly sealer: TaskSealer;

  constructor(limits: PayloadLimits, sealer: TaskSealer) {
    this.limits = limits;
    this.sealer = sealer;
  }

  /** Returns the error for a part that is too large; `undefined` if it is not. */
  findExcess(part: PayloadPart, json: string): ProtocolError | undefined {
    return findExcess(part, json, this.limits);
  }

  /** @throws ProtocolError for a part that is too large. */
  check(part: PayloadPart, json: string): void {
    const excess = this.findExcess(part, json);
    if (excess) throw excess;
  }

  /**
   * Writes what a caller sent as JSON.
   *
   * @throws ProtocolError for what is too large, or nested too deep.
   */
  write(part: "arguments" | "answer", value: unknown): string {
    let json: string;
    try {
      json = JSON.stringify(value ?? null);
    } catch (cause) {
      const verb = part === "arguments" ? "are" : "is";
      const message = `The ${part} ${verb} nested too deep; send a flatter value`;
      throw new ProtocolError(ErrorCode.InvalidParams, message, { cause });
    }
    this.check(part, json);
    return json;
  }

  /** Whether a text, as it is written, lies in a table of its own. */
  isBlob(text: string): boolean {
    return text.length >= this.limits.blobBytes;
  }
}

import type { JsonObject } from "@mortise/protocol";
import type { WireLog } from "../wire/wire-log.ts";
import { withDigits } from "./with-digits.ts";

/** The answers of one connection as they cross the wire, until it is disposed of. */
export class ListAnswers implements Disposable {
  /** The newest by method. */
  readonly #texts = new Map<string, string>();
  readonly #leave: () => void;

  constructor(wire: Pick<WireLog, "listen">, connection: string) {
    this.#leave = wire.listen(({ row, message, text, asked }) => {
      const isOwn = row.connection === connection && row.lane === "inspector";
      const method = asked?.message.method;
      if (isOwn && message.summary.kind === "result" && method?.endsWith("/list")) {
        this.#texts.set(method, text);
      }
    });
  }

  /** Returns the result of a request with the digits that the client rounded. */
  restore(method: string, result: JsonObject): JsonObject {
    const text = this.#texts.get(method);
    this.#texts.delete(method);
    return withDigits(result, text);
  }

  [Symbol.dispose](): void {
    this.#leave();
  }
}

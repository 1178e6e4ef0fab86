import type { JsonObject } from "@mortise/protocol";

/** A notification to many listeners, written once for all that get the same text. */
export class SharedNotification {
  readonly #open: string;
  readonly #isBare: boolean;
  readonly #texts = new Map<string, string>();

  constructor(method: string, params: JsonObject) {
    const text = JSON.stringify({ jsonrpc: "2.0", method, params });
    this.#open = text.slice(0, -2);
    this.#isBare = text.endsWith("{}}");
  }

  /** The JSON text, with `meta`, the JSON text of a `_meta`, among its parameters if there is any. */
  text(meta = ""): string {
    let text = this.#texts.get(meta);
    if (text === undefined) {
      const own = meta === "" ? "" : `${this.#isBare ? "" : ","}"_meta":${meta}`;
      text = `${this.#open}${own}}}`;
      if (this.#texts.size < MAX_TEXTS) this.#texts.set(meta, text);
    }
    return text;
  }
}

/** Most clients number their subscriptions from 1, so few texts serve many listeners. */
const MAX_TEXTS = 100;

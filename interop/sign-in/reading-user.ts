import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { Browser } from "./browser.ts";

const LOOK_EVERY_MS = 50;

/** A user of programs that write the address of a sign-in page: opens each page and signs in there. */
export class ReadingUser {
  /** The logins so far. */
  logins = 0;
  readonly #browser = new Browser();
  readonly #failed = Promise.withResolvers<never>();

  constructor() {
    // A pairing that ends first looks at no failure.
    this.#failed.promise.catch(() => undefined);
  }

  /** Reads what a program writes, until it ends. */
  watch(output: Readable): void {
    createInterface(output).on("line", (line) => {
      const [url] = /https?:\S*[?&]client_id=\S*/.exec(line) ?? [];
      if (url !== undefined) this.#signIn(url).catch(this.#failed.reject);
    });
  }

  /** Settles as `work` does, or rejects with the reason of a login that failed. */
  async wait<Value>(work: Promise<Value>): Promise<Value> {
    return await Promise.race([work, this.#failed.promise]);
  }

  async #signIn(url: string): Promise<void> {
    this.logins += 1;
    const callback = await this.#browser.signIn(url);
    // Some programs listen only after they have written the address.
    for (;;) {
      try {
        await (await fetch(callback)).body?.cancel();
        return;
      } catch {
        await pause(LOOK_EVERY_MS);
      }
    }
  }
}

import type { ServiceReply } from "../http/service.ts";
import { Problem } from "./problem.ts";

/** Remembers what was answered to each `Idempotency-Key`, so that a repeat books nothing twice. */
export class IdempotencyMemory {
  readonly #answers = new Map<string, { readonly body: string; readonly reply: ServiceReply }>();

  /** Answers as before when key and body are known, otherwise by `reply`; an error is not kept. */
  once(key: string, body: string, reply: () => ServiceReply): ServiceReply {
    if (key === "") {
      return reply();
    }
    const known = this.#answers.get(key);
    if (known === undefined) {
      const first = reply();
      this.#answers.set(key, { body, reply: first });
      return first;
    }
    if (known.body !== body) {
      throw new Problem(
        409,
        "idempotency_key_reused",
        `The Idempotency-Key '${key}' was used for another body. Use a new key for a new refund.`,
      );
    }
    return {
      ...known.reply,
      headers: { ...known.reply.headers, "idempotent-replayed": "true" },
    };
  }
}

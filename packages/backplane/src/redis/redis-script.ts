import { createHash } from "node:crypto";
import type { RedisClientType } from "@redis/client";

/** A Lua script that Redis runs as one step, sent in full only to a server that does not know it. */
export class RedisScript {
  readonly #source: string;
  readonly #digest: string;

  constructor(source: string) {
    this.#source = source;
    this.#digest = createHash("sha1").update(source).digest("hex");
  }

  async run(
    client: RedisClientType,
    keys: readonly string[],
    values: readonly (string | number)[],
  ): Promise<unknown> {
    const options = { keys: [...keys], arguments: values.map(String) };
    try {
      return await client.evalSha(this.#digest, options);
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith("NOSCRIPT"))) throw error;
      return client.eval(this.#source, options);
    }
  }
}

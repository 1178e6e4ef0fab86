import { createHash } from "node:crypto";
import type { JsonObject } from "@mortise/protocol";
import type { Redis } from "ioredis";
import { toFailure } from "./connections.ts";

/** A place in a queue of BullMQ that a task is to get. */
export interface Ticket {
  readonly taskId: string;
  readonly kind: string;
  readonly number: number;
  readonly priority: number;
  readonly delayMs: number;
}

/** The parts of {@link Scripts}. */
export interface ScriptsParts<Name extends string> {
  readonly redis: Redis;
  readonly prefix: string;
  /** The functions that every script begins with. */
  readonly prelude: string;
  readonly scripts: Readonly<Record<Name, string>>;
  /** Receives the tickets that a change calls for. */
  readonly give: (tickets: readonly Ticket[]) => void;
}

interface Prepared {
  readonly text: string;
  readonly sha: string;
}

/** Runs scripts in Redis, each of which is one atomic change. */
export class Scripts<Name extends string> {
  readonly #parts: ScriptsParts<Name>;
  readonly #prepared: ReadonlyMap<string, Prepared>;

  constructor(parts: ScriptsParts<Name>) {
    this.#parts = parts;
    const entries = Object.entries<string>(parts.scripts);
    this.#prepared = new Map(
      entries.map(([name, body]) => {
        const text = `${parts.prelude}\n${body}`;
        return [name, { text, sha: createHash("sha1").update(text).digest("hex") }];
      }),
    );
  }

  /**
   * Runs a script and returns its reply; `texts` are passed as they are.
   *
   * Rejects with MortiseError `CONNECTION_FAILED` or `STORAGE_FAILED`.
   */
  async read(name: Name, args: JsonObject, ...texts: readonly string[]): Promise<unknown> {
    const { redis, prefix } = this.#parts;
    const { text, sha } = this.#prepared.get(name) as Prepared;
    const values = [prefix, JSON.stringify(args), ...texts];
    try {
      return await redis.evalsha(sha, 1, ...values).catch((error: unknown) => {
        if (!String(error).includes("NOSCRIPT")) throw error;
        return redis.eval(text, 1, ...values);
      });
    } catch (error) {
      throw toFailure(error);
    }
  }

  /** Runs a script that changes tasks, gives the tickets that it calls for, and returns its value. */
  async change(
    name: Name,
    args: JsonObject,
    ...texts: readonly string[]
  ): Promise<string | number> {
    const [value, json] = (await this.read(name, args, ...texts)) as [string | number, string];
    // An empty table of Lua is an object in JSON.
    if (json.startsWith("[")) {
      const rows = JSON.parse(json) as readonly [string, string, number, number, number][];
      this.#parts.give(
        rows.map(([taskId, kind, number, priority, delayMs]) => ({
          taskId,
          kind,
          number,
          priority,
          delayMs,
        })),
      );
    }
    return value;
  }
}

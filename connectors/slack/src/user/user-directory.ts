import type { RequestContext } from "mortise";
import { ToolError } from "mortise";
import type { SlackClient } from "../request/slack-client.ts";
import type { User } from "./user.ts";
import { toUser } from "./user.ts";

const KEEP_MS = 10 * 60_000;
const KEEP_COUNT = 5000;
const AT_ONCE = 8;

/** The users of the workspace. Keeps names for ten minutes. */
export class UserDirectory {
  readonly #client: SlackClient;
  readonly #names = new Map<string, { readonly name: string; readonly until: number }>();

  constructor(client: SlackClient) {
    this.#client = client;
  }

  /** Returns the names of users by id; an unknown id is its own name. */
  async names(ids: Iterable<string>, context: RequestContext): Promise<(id: string) => string> {
    const now = Date.now();
    const unknown = [...new Set(ids)].filter((id) => (this.#names.get(id)?.until ?? 0) <= now);
    for (let start = 0; start < unknown.length; start += AT_ONCE) {
      await Promise.all(
        unknown.slice(start, start + AT_ONCE).map((id) => this.#learn(id, context)),
      );
    }
    return (id) => this.#names.get(id)?.name ?? id;
  }

  /** Returns one user by id, or throws `not_found`. */
  async get(id: string, context: RequestContext): Promise<User> {
    const { user } = await this.#client.call(context, `User ${id}`, (client) =>
      client.users.info({ user: id }),
    );
    const known = toUser(user ?? { id });
    this.#remember(id, known.name);
    return known;
  }

  async #learn(id: string, context: RequestContext): Promise<void> {
    try {
      await this.get(id, context);
    } catch (error) {
      if (!ToolError.is(error) || error.code !== "not_found") throw error;
      this.#remember(id, id);
    }
  }

  #remember(id: string, name: string): void {
    if (this.#names.size >= KEEP_COUNT) this.#names.clear();
    this.#names.set(id, { name, until: Date.now() + KEEP_MS });
  }
}

import type { Interaction } from "../page/context.ts";
import type { RecordStore } from "../record/record-store.ts";
import type { Sealer } from "../record/sealer.ts";

/** Milliseconds within which a login has to end after the user has consented to it. */
const TTL_MS = 600_000;
/** The parameters that a user consents to. */
const CONSENTED = ["client_id", "redirect_uri", "resource", "scope"] as const;

/**
 * Remembers that a user has consented to a request before the login, so that the same page is not shown
 * again after it. Holds for that one request alone, once.
 */
export class Approvals {
  readonly #store: RecordStore;
  readonly #sealer: Sealer;

  constructor({ store, sealer }: { readonly store: RecordStore; readonly sealer: Sealer }) {
    this.#store = store;
    this.#sealer = sealer;
  }

  /** Records the consent to a request. */
  async add(interaction: Interaction): Promise<void> {
    await this.#store.set(this.#keyOf(interaction), this.#describe(interaction), TTL_MS);
  }

  /** Returns whether exactly this request was consented to, and forgets it. */
  async take(interaction: Interaction): Promise<boolean> {
    const key = this.#keyOf(interaction);
    const found = await this.#store.get(key);
    return found === this.#describe(interaction) && (await this.#store.delete(key));
  }

  /** `cid` is the same for all interactions of one request, and is never sent to a browser. */
  #keyOf(interaction: Interaction): string {
    return `approval/${this.#sealer.mark("approval", String(interaction.cid))}`;
  }

  #describe({ params }: Interaction): string {
    return this.#sealer.mark("consent", JSON.stringify(CONSENTED.map((name) => params[name])));
  }
}

import { canonicalJson } from "@mortise/protocol";
import type { LoginPlace, LoginSettings } from "./login-settings.ts";

/** The parts of a store of logins that are used here. */
interface Store {
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string): Promise<void>;
  delete(key: string): Promise<void>;
  lock<T>(key: string, work: () => Promise<T>): Promise<T>;
}

const INDEX = canonicalJson(["mortise", "logins"]);
/** More logins than a user has. */
const MAX_LOGINS = 300;

/**
 * Remembers how a user signed in to servers, so that later commands find the login, and which logins
 * there are.
 */
export class LoginBook {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Returns how the user signed in; `undefined` before that. */
  async read(place: LoginPlace): Promise<LoginSettings | undefined> {
    return parse<LoginSettings>(await this.#store.get(keyOf(place)));
  }

  /** Returns every place that was signed in to, the newest last. */
  async list(): Promise<readonly LoginPlace[]> {
    return parse<LoginPlace[]>(await this.#store.get(INDEX)) ?? [];
  }

  /** Remembers how the user signed in. */
  async write(place: LoginPlace, settings: LoginSettings): Promise<void> {
    await this.#store.set(keyOf(place), JSON.stringify(settings));
    await this.#change((places) => [...without(places, place), place].slice(-MAX_LOGINS));
  }

  /** Forgets how the user signed in. */
  async delete(place: LoginPlace): Promise<void> {
    await this.#store.delete(keyOf(place));
    await this.#change((places) => without(places, place));
  }

  async #change(change: (places: readonly LoginPlace[]) => readonly LoginPlace[]): Promise<void> {
    await this.#store.lock(INDEX, async () => {
      const before = await this.list();
      const after = change(before);
      if (canonicalJson(after) !== canonicalJson(before)) {
        await this.#store.set(INDEX, JSON.stringify(after));
      }
    });
  }
}

function keyOf({ url, profile }: LoginPlace): string {
  return canonicalJson(["mortise", "login", profile, url]);
}

function without(places: readonly LoginPlace[], place: LoginPlace): readonly LoginPlace[] {
  return places.filter(({ url, profile }) => url !== place.url || profile !== place.profile);
}

/** A record of another release counts as absent. */
function parse<Value>(text: string | undefined): Value | undefined {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as Value);
  } catch {
    return undefined;
  }
}

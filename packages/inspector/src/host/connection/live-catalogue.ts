import type { Client } from "@mortise/client";
import type { Catalogue } from "../../contract/index.ts";
import { readLists } from "./read-catalogue.ts";

/** The lists of one server, read again whenever they may have changed. */
export class LiveCatalogue {
  readonly #connection: string;
  readonly #publish: (catalogue: Catalogue) => void;
  readonly #onFailure: (error: unknown) => void;
  #current: Catalogue | undefined;
  #client: Client | undefined;
  #reading: Promise<void> | undefined;
  #isOutdated = false;

  constructor(
    connection: string,
    publish: (catalogue: Catalogue) => void,
    onFailure: (error: unknown) => void,
  ) {
    this.#connection = connection;
    this.#publish = publish;
    this.#onFailure = onFailure;
  }

  /** The lists as they were read last. */
  get current(): Catalogue | undefined {
    return this.#current;
  }

  /** Takes the client to read by; without one the lists stay as they are. */
  use(client: Client | undefined): void {
    this.#client = client;
  }

  /** Reads the lists; a change that is reported meanwhile reads them once more. */
  read(): Promise<void> {
    this.#isOutdated = true;
    this.#reading ??= this.#readAll().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #readAll(): Promise<void> {
    while (this.#isOutdated && this.#client !== undefined) {
      this.#isOutdated = false;
      const client = this.#client;
      const lists = await readLists(client, this.#current, this.#onFailure);
      if (client !== this.#client) continue;
      this.#current = { connection: this.#connection, at: Date.now(), ...lists };
      this.#publish(this.#current);
    }
  }
}

import type { Client } from "@mortise/client";
import type { Clock } from "@mortise/protocol";
import { systemClock } from "@mortise/protocol";
import type { Catalogue } from "../../contract/index.ts";
import type { WireLog } from "../wire/wire-log.ts";
import { ListAnswers } from "./list-answers.ts";
import { readLists } from "./read-catalogue.ts";

/** The pause after a second reading for reported changes; each further one doubles it. */
const FIRST_PAUSE_MS = 250;
const LAST_PAUSE_MS = 60_000;

/** Settings of a {@link LiveCatalogue}. */
export interface LiveCatalogueOptions {
  readonly connection: string;
  /** Passes the connection's messages on as they cross the wire. */
  readonly wire: Pick<WireLog, "listen">;
  readonly publish: (catalogue: Catalogue) => void;
  readonly onFailure: (error: unknown) => void;
  /** Receives a remark, once a connection, on a server that reports changes without end. */
  readonly onWarning: (message: string) => void;
  /** Default: that of the system. */
  readonly clock?: Clock;
}

/**
 * The lists of one server, read again when they may have changed. A first report of a change is followed at once.
 * Where each reading is followed by another report, as of a server that reports changes because it was
 * read, the pauses between readings double up to a minute, until it has been quiet for as long.
 */
export class LiveCatalogue {
  readonly #options: LiveCatalogueOptions;
  readonly #clock: Clock;
  #current: Catalogue | undefined;
  #client: Client | undefined;
  #reading: Promise<void> | undefined;
  #isOutdated = false;
  /** The pause that the next reported change has to keep from the last reading. */
  #pauseMs = 0;
  #readAt = Number.NEGATIVE_INFINITY;
  #cancelNext: (() => void) | undefined;
  #hasWarned = false;

  constructor(options: LiveCatalogueOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  /** The lists as they were read last. */
  get current(): Catalogue | undefined {
    return this.#current;
  }

  /** Takes the client to read by; without one the lists stay as they are. */
  use(client: Client | undefined): void {
    this.#client = client;
    this.#pauseMs = 0;
    this.#hasWarned = false;
    this.#cancelNext?.();
    this.#cancelNext = undefined;
  }

  /** Reads the lists at once; another demand meanwhile reads them once more. */
  read(): Promise<void> {
    this.#isOutdated = true;
    this.#reading ??= this.#readAll().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  /** Follows a change that the server reports, at once or after a pause. */
  follow(): void {
    if (this.#client === undefined || this.#cancelNext !== undefined) return;
    const waitMs = this.#nextPause();
    if (waitMs <= 0) {
      void this.read();
      return;
    }
    const next = (): void => {
      this.#cancelNext = undefined;
      void this.read();
    };
    this.#cancelNext = this.#clock.schedule(waitMs, next, { isBackground: true });
  }

  /** Returns how long the change that is reported now has to wait, and lengthens the pause for the next one. */
  #nextPause(): number {
    const isReading = this.#reading !== undefined;
    const quietMs = isReading ? 0 : this.#clock.monotonic() - this.#readAt;
    const pauseMs = quietMs >= 2 * Math.max(this.#pauseMs, FIRST_PAUSE_MS) ? 0 : this.#pauseMs;
    this.#pauseMs = Math.min(Math.max(FIRST_PAUSE_MS, 2 * pauseMs), LAST_PAUSE_MS);
    if (this.#pauseMs === LAST_PAUSE_MS) this.#warn();
    return isReading ? Math.max(pauseMs, FIRST_PAUSE_MS) : pauseMs - quietMs;
  }

  async #readAll(): Promise<void> {
    while (this.#isOutdated && this.#client !== undefined) {
      this.#isOutdated = false;
      const client = this.#client;
      const { connection, wire, onFailure } = this.#options;
      using answers = new ListAnswers(wire, connection);
      const lists = await readLists(client, answers, this.#current, onFailure);
      this.#readAt = this.#clock.monotonic();
      if (client !== this.#client) continue;
      this.#current = { connection, at: Date.now(), ...lists };
      this.#options.publish(this.#current);
    }
  }

  #warn(): void {
    if (this.#hasWarned) return;
    this.#hasWarned = true;
    this.#options.onWarning(
      "The server reports changed lists whenever they are read; the next reports are followed once a minute",
    );
  }
}

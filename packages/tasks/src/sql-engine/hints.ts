import type { Clock, Random } from "@mortise/protocol";
import type { DatabaseBus, SqlDatabase } from "@mortise/storage";

const CHANNEL = "mortise_tasks";
const TOPIC = "task";

/** The pause before the bus is opened again, after it could not be. */
const REOPEN_MS = 1_000;

/** Hints of this time go together on SQLite, where each message locks the file for a moment. */
const GATHER_MS = 5;

/** An event: there is work, delayed work, a new state of a task, or an order to its run. */
export type Hint =
  | { readonly about: "work" | "delayed" }
  | { readonly about: "state" | "order"; readonly id: string };

/** The means of {@link Hints}. */
export interface HintsParts {
  readonly database: SqlDatabase;
  readonly clock: Clock;
  readonly random: Random;
  readonly report: (error: unknown) => void;
  /** Receives the hints of this process and of others. */
  readonly receive: (hint: Hint) => void;
  /** Called when hints may have been missed. */
  readonly missed: () => void;
}

/**
 * Short messages between processes, which make things faster: without one of them, or all, polls and
 * sweeps find everything later.
 */
export class Hints {
  readonly #parts: HintsParts;
  /** Begins each message, so that a process knows its own. */
  readonly #sender: string;
  readonly #gathered = new Set<string>();
  readonly #gatherMs: number;
  #opening: Promise<DatabaseBus | undefined> | undefined;
  #bus: DatabaseBus | undefined;
  #isListening = false;
  #isClosed = false;
  #cancelFlush: (() => void) | undefined;
  #cancelReopen: () => void = () => undefined;

  constructor(parts: HintsParts) {
    this.#parts = parts;
    this.#sender = parts.random.uuid().slice(0, 8);
    this.#gatherMs = parts.database.dialect.name === "sqlite" ? GATHER_MS : 0;
  }

  /** Begins to receive hints; a bus that cannot be opened is tried again in the background. */
  async listen(): Promise<void> {
    if (this.#isListening || this.#isClosed) return;
    try {
      const bus = await this.#open();
      if (!bus || this.#isListening) return;
      this.#isListening = true;
      await bus.subscribe(TOPIC, (message) => this.#receive(message), this.#parts.missed);
    } catch (error) {
      this.#isListening = false;
      if (this.#isClosed) return;
      this.#parts.report(error);
      this.#cancelReopen();
      const again = (): void => void this.listen().then(this.#parts.missed);
      this.#cancelReopen = this.#parts.clock.schedule(REOPEN_MS, again, { isBackground: true });
    }
  }

  /** Gives a hint to this process at once, and to others soon. */
  give(hint: Hint): void {
    this.#parts.receive(hint);
    if (this.#isClosed) return;
    this.#gathered.add(hint.about + ("id" in hint ? ` ${hint.id}` : ""));
    const flush = (): void => this.#flush();
    this.#cancelFlush ??= this.#parts.clock.schedule(this.#gatherMs, flush, { isBackground: true });
  }

  /** Sends what is left, and ends. */
  async close(): Promise<void> {
    this.#flush();
    this.#isClosed = true;
    this.#cancelReopen();
    await this.#opening?.catch(() => undefined);
    await this.#bus?.close();
  }

  #open(): Promise<DatabaseBus | undefined> {
    this.#opening ??= this.#parts.database.openBus(CHANNEL).then(
      (bus) => {
        this.#bus = bus;
        return bus;
      },
      (error: unknown) => {
        this.#opening = undefined;
        throw error;
      },
    );
    return this.#opening;
  }

  #flush(): void {
    this.#cancelFlush?.();
    this.#cancelFlush = undefined;
    const messages = [...this.#gathered];
    this.#gathered.clear();
    for (const message of messages) {
      this.#bus?.publish(TOPIC, `${this.#sender} ${message}`).catch(this.#parts.report);
    }
  }

  #receive(message: string): void {
    const [sender, about, id = ""] = message.split(" ");
    // This process has its own hints already.
    if (sender === this.#sender) return;
    if (about === "work" || about === "delayed") this.#parts.receive({ about });
    else if (about === "state" || about === "order") this.#parts.receive({ about, id });
  }
}

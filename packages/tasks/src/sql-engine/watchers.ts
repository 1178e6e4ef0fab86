import type { Clock, DetailedTask } from "@mortise/protocol";
import type { TaskStore, VersionedTask } from "./task-store.ts";

/** The most states that are read at once; each may have a result of some megabytes. */
const READ_BATCH = 16;

/** One listener, with the version that it received last. */
interface Watcher {
  /** It receives no state of another's task, not even before it is known whose the task is. */
  readonly owner: string;
  version: number;
  readonly receive: (task: DetailedTask) => void;
}

/** The means of {@link Watchers}. */
export interface WatchersParts {
  readonly store: Pick<TaskStore, "get" | "getAll" | "versions">;
  readonly clock: Clock;
  /** Milliseconds between two looks for changes of which no hint came. */
  readonly pollMs: number;
  readonly report: (error: unknown) => void;
}

/** The listeners of this process, by task. */
export class Watchers {
  readonly #parts: WatchersParts;
  readonly #watchers = new Map<string, Set<Watcher>>();
  readonly #due = new Set<string>();
  #isReading = false;
  #isClosed = false;
  #cancelPoll: (() => void) | undefined;

  constructor(parts: WatchersParts) {
    this.#parts = parts;
  }

  /** Reports the present state and every later one; see `TaskEngine.watch`. */
  async watch(
    owner: string,
    id: string,
    receive: (task: DetailedTask) => void,
  ): Promise<(() => void) | undefined> {
    const watcher: Watcher = { owner, version: 0, receive };
    const ofTask = this.#watchers.get(id) ?? new Set();
    this.#watchers.set(id, ofTask.add(watcher));
    this.#poll();
    const stop = (): void => {
      ofTask.delete(watcher);
      if (ofTask.size === 0 && this.#watchers.get(id) === ofTask) this.#watchers.delete(id);
    };
    try {
      const found = await this.#parts.store.get(owner, id);
      if (found) {
        hand(watcher, found);
        return stop;
      }
    } catch (error) {
      stop();
      throw error;
    }
    stop();
    return undefined;
  }

  /** Reads the named task again, or every watched one that has changed, and reports its state. */
  changed(id?: string): void {
    if (id === undefined) void this.#findChanged().catch(this.#parts.report);
    else if (this.#watchers.has(id)) {
      this.#due.add(id);
      void this.#read();
    }
  }

  /** Reports nothing more. */
  close(): void {
    this.#isClosed = true;
    this.#cancelPoll?.();
    this.#watchers.clear();
  }

  /** A hint may have been lost: then a change is found later, and not never. */
  #poll(): void {
    if (this.#cancelPoll !== undefined || this.#isClosed) return;
    const { clock, pollMs, report } = this.#parts;
    const look = async (): Promise<void> => {
      await this.#findChanged().catch(report);
      this.#cancelPoll = undefined;
      if (this.#watchers.size > 0) this.#poll();
    };
    this.#cancelPoll = clock.schedule(pollMs, () => void look(), { isBackground: true });
  }

  async #findChanged(): Promise<void> {
    if (this.#watchers.size === 0) return;
    const versions = await this.#parts.store.versions([...this.#watchers.keys()]);
    for (const [id, version] of versions) {
      const isBehind = (watcher: Watcher): boolean => watcher.version < version;
      if ([...(this.#watchers.get(id) ?? [])].some(isBehind)) this.changed(id);
    }
  }

  async #read(): Promise<void> {
    if (this.#isReading) return;
    this.#isReading = true;
    while (this.#due.size > 0) {
      const ids = [...this.#due].slice(0, READ_BATCH);
      for (const id of ids) this.#due.delete(id);
      try {
        const states = await this.#parts.store.getAll(ids);
        for (const id of ids) {
          const state = states.get(id);
          if (state) for (const watcher of this.#watchers.get(id) ?? []) hand(watcher, state);
        }
      } catch (error) {
        this.#parts.report(error);
      }
    }
    this.#isReading = false;
  }
}

function hand(watcher: Watcher, { owner, version, task }: VersionedTask): void {
  if (owner !== watcher.owner || version <= watcher.version) return;
  watcher.version = version;
  watcher.receive(task);
}

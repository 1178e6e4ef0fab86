import type { DetailedTask } from "@mortise/protocol";
import type { TaskStore, VersionedTask } from "./task-store.ts";

/** One listener, with the version that it received last. */
interface Watcher {
  version: number;
  readonly receive: (task: DetailedTask) => void;
}

/** The listeners of this process, by task. */
export class Watchers {
  readonly #store: TaskStore;
  readonly #report: (error: unknown) => void;
  readonly #watchers = new Map<string, Set<Watcher>>();
  readonly #due = new Set<string>();
  #isReading = false;

  constructor(store: TaskStore, report: (error: unknown) => void) {
    this.#store = store;
    this.#report = report;
  }

  /** Reports the present state and every later one; see `TaskEngine.watch`. */
  async watch(
    owner: string,
    id: string,
    receive: (task: DetailedTask) => void,
  ): Promise<(() => void) | undefined> {
    const watcher: Watcher = { version: 0, receive };
    const ofTask = this.#watchers.get(id) ?? new Set();
    this.#watchers.set(id, ofTask.add(watcher));
    const stop = (): void => {
      ofTask.delete(watcher);
      if (ofTask.size === 0 && this.#watchers.get(id) === ofTask) this.#watchers.delete(id);
    };
    try {
      const found = await this.#store.get(owner, id);
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

  /** Reads the named task again, or every task that is watched, and reports what changed. */
  changed(id?: string): void {
    if (id === undefined) for (const each of this.#watchers.keys()) this.#due.add(each);
    else if (this.#watchers.has(id)) this.#due.add(id);
    void this.#read();
  }

  async #read(): Promise<void> {
    if (this.#isReading) return;
    this.#isReading = true;
    while (this.#due.size > 0) {
      const ids = [...this.#due];
      this.#due.clear();
      try {
        const states = await this.#store.getAll(ids);
        for (const id of ids) {
          const state = states.get(id);
          if (state) for (const watcher of this.#watchers.get(id) ?? []) hand(watcher, state);
        }
      } catch (error) {
        this.#report(error);
      }
    }
    this.#isReading = false;
  }
}

function hand(watcher: Watcher, { version, task }: VersionedTask): void {
  if (version <= watcher.version) return;
  watcher.version = version;
  watcher.receive(task);
}

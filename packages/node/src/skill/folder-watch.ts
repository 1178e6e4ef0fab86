import type { FSWatcher } from "node:fs";
import { watch } from "node:fs";

/** Calls back when something in a set of folders changes, until closed. Keeps no process alive. */
export class FolderWatch {
  readonly #watchers = new Map<string, FSWatcher>();
  readonly #onChange: () => void;
  readonly #onProblem: (error: unknown) => void;

  constructor(onChange: () => void, onProblem: (error: unknown) => void) {
    this.#onChange = onChange;
    this.#onProblem = onProblem;
  }

  /** Watches a folder, not the folders in it. */
  add(folder: string): void {
    if (this.#watchers.has(folder)) return;
    try {
      const watcher = watch(folder, { persistent: false }, () => this.#onChange());
      this.#watchers.set(folder, watcher);
      // The watcher of a removed folder ends; the watcher of its parent reports the change.
      watcher.on("error", () => this.#remove(folder));
    } catch (error) {
      this.#onProblem(error);
    }
  }

  /** Stops watching all folders but these. */
  keep(folders: ReadonlySet<string>): void {
    for (const folder of this.#watchers.keys()) {
      if (!folders.has(folder)) this.#remove(folder);
    }
  }

  close(): void {
    this.keep(new Set());
  }

  #remove(folder: string): void {
    this.#watchers.get(folder)?.close();
    this.#watchers.delete(folder);
  }
}

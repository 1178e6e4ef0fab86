import { createHash } from "node:crypto";
import type { FSWatcher } from "node:fs";
import { readFileSync, statSync, watch } from "node:fs";
import { dirname } from "node:path";
import { findSilentDisk } from "./disk.ts";

/** How a {@link SourceWatch} reports. */
export interface SourceWatchOptions {
  /** Called once for each change of the content of files; `since` is when the first event of it came. */
  readonly onChange: (paths: readonly string[], since: number) => void;
  /** Called once when files are looked at in turn instead, with the reason. */
  readonly onPolling: (reason: string) => void;
  /** Returns why a folder raises no events. Default: by the kind of its disk. */
  readonly findSilent?: (folder: string) => string | undefined;
}

/** Editors write a file in several steps; the last of them counts. */
const SETTLE_MS = 15;
/** How long a file may be empty, which it is while an editor writes it anew. */
const EMPTY_MS = 100;
/** Milliseconds between two looks at files that raise no events. */
const POLL_MS = 300;
/** The digest of a file that is not there. */
const ABSENT = "absent";
const EMPTY = createHash("sha256").digest("hex");

/** A watch of one folder. */
interface FolderWatch {
  readonly watcher: FSWatcher;
  /** The folder whose changes it reports. */
  readonly id: string;
}

/** Watches the files that a server was loaded from; a save that changes nothing is no change. */
export class SourceWatch {
  readonly #options: SourceWatchOptions;
  /** The digest of each file as it was loaded. */
  readonly #digests = new Map<string, string>();
  readonly #watchers = new Map<string, FolderWatch>();
  /** Folders that are not there. */
  readonly #absent = new Set<string>();
  readonly #polled = new Set<string>();
  /** Time and size of polled files, which are only read when these change. */
  readonly #seen = new Map<string, string>();
  #hasReportedPolling = false;
  #settling: NodeJS.Timeout | undefined;
  /** When the change that settles began, in milliseconds since 1970. */
  #since: number | undefined;
  #polling: NodeJS.Timeout | undefined;

  constructor(options: SourceWatchOptions) {
    this.#options = options;
  }

  /** The files that are watched. */
  get files(): readonly string[] {
    return [...this.#digests.keys()];
  }

  /** Watches a file that was loaded with this content; one that is missing is awaited. */
  add(path: string, digest: string = ABSENT): void {
    this.#digests.set(path, digest);
    this.#watchFolder(dirname(path));
    // The file may have changed between its load and now.
    this.#settle();
  }

  /** Watches a file from its present content on. */
  addPresent(path: string): void {
    this.add(path, digestOf(path));
  }

  /** Stops to watch all files but these. */
  keep(paths: ReadonlySet<string>): void {
    for (const path of [...this.#digests.keys()]) if (!paths.has(path)) this.#digests.delete(path);
    const folders = new Set([...this.#digests.keys()].map((path) => dirname(path)));
    for (const folder of [...this.#watchers.keys()]) if (!folders.has(folder)) this.#drop(folder);
    for (const others of [this.#polled, this.#absent]) {
      for (const folder of [...others]) if (!folders.has(folder)) others.delete(folder);
    }
  }

  close(): void {
    this.keep(new Set());
    clearTimeout(this.#settling);
    clearInterval(this.#polling);
  }

  #watchFolder(folder: string): void {
    if (this.#watchers.has(folder) || this.#polled.has(folder)) return;
    const id = idOf(folder);
    // An import may name a folder that is not there yet.
    if (id === undefined) {
      this.#awaitFolder(folder);
      return;
    }
    this.#absent.delete(folder);
    const silent = (this.#options.findSilent ?? findSilentDisk)(folder);
    if (silent !== undefined) {
      this.#poll(folder, `${folder} is on ${silent}, which reports no changes`);
      return;
    }
    try {
      const watcher = watch(folder, { persistent: false }, () => this.#settle());
      this.#watchers.set(folder, { watcher, id });
      watcher.on("error", () => {
        this.#drop(folder);
        this.#poll(folder, `${folder} cannot be watched any more`);
      });
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === "ENOENT") this.#awaitFolder(folder);
      else this.#poll(folder, `${folder} cannot be watched (${message})`);
    }
  }

  #awaitFolder(folder: string): void {
    this.#absent.add(folder);
    this.#pollSoon();
  }

  #poll(folder: string, reason: string): void {
    this.#polled.add(folder);
    this.#pollSoon();
    if (this.#hasReportedPolling) return;
    this.#hasReportedPolling = true;
    this.#options.onPolling(reason);
  }

  #pollSoon(): void {
    this.#polling ??= setInterval(() => this.#pollAll(), POLL_MS).unref();
  }

  #drop(folder: string): void {
    this.#watchers.get(folder)?.watcher.close();
    this.#watchers.delete(folder);
  }

  /** A watch stays with the folder that it began with, and reports nothing of another one in its place. */
  #followFolders(): void {
    for (const [folder, { id }] of [...this.#watchers]) {
      if (idOf(folder) === id) continue;
      this.#drop(folder);
      this.#watchFolder(folder);
    }
  }

  #settle(delayMs: number = SETTLE_MS): void {
    clearTimeout(this.#settling);
    this.#since ??= Date.now();
    this.#settling = setTimeout(() => this.#look(delayMs === EMPTY_MS), delayMs);
  }

  #pollAll(): void {
    const found = [...this.#absent].filter((folder) => idOf(folder) !== undefined);
    for (const folder of found) this.#watchFolder(folder);
    const isChanged = [...this.#digests.keys()].some((path) => {
      if (!this.#polled.has(dirname(path))) return false;
      const stamp = stampOf(path);
      const isSame = this.#seen.get(path) === stamp;
      this.#seen.set(path, stamp);
      return !isSame;
    });
    if (isChanged || found.length > 0) this.#look(false);
  }

  /** Reports the files whose content is another. */
  #look(takesEmpty: boolean): void {
    this.#followFolders();
    const changed = [...this.#digests].flatMap(([path, known]) => {
      const digest = digestOf(path);
      return digest === undefined || digest === known ? [] : [{ path, digest }];
    });
    if (!takesEmpty && changed.some(({ digest }) => digest === EMPTY || digest === ABSENT)) {
      this.#settle(EMPTY_MS);
      return;
    }
    const since = this.#since ?? Date.now();
    this.#since = undefined;
    for (const { path, digest } of changed) this.#digests.set(path, digest);
    if (changed.length > 0)
      this.#options.onChange(
        changed.map(({ path }) => path),
        since,
      );
  }
}

/** Returns what a folder has of its own, and another one at its path has not; `undefined` without one. */
function idOf(folder: string): string | undefined {
  const stat = statSync(folder, { bigint: true, throwIfNoEntry: false });
  return stat === undefined ? undefined : `${stat.dev} ${stat.ino} ${stat.birthtimeNs}`;
}

/** Returns what changes with the content of a file, without reading it. */
function stampOf(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? ABSENT : `${stat.mtimeMs} ${stat.size}`;
}

/** Returns the digest of a file; `undefined` while it cannot be read, such as during a save on Windows. */
function digestOf(path: string): string | undefined {
  try {
    if (statSync(path, { throwIfNoEntry: false }) === undefined) return ABSENT;
    return createHash("sha256").update(readFileSync(path)).digest("hex");
  } catch {
    return undefined;
  }
}

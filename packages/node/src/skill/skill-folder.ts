import { realpath, stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Clock, Duration, OptionNames } from "@mortise/protocol";
import { checkOptions, MortiseError, parseDuration, systemClock } from "@mortise/protocol";
import type { ServerExtension, Skill, SkillsOptions } from "@mortise/server";
import { skills } from "@mortise/server";
import { findSkills } from "./find-skills.ts";
import { FolderWatch } from "./folder-watch.ts";
import type { TreeLimits } from "./read-tree.ts";
import { readTree } from "./read-tree.ts";

/** How often further changes delay the reading, so that a folder that changes all the time is read too. */
const MAX_DELAYS = 20;

/** Settings of {@link skillFolder}. */
export interface SkillFolderOptions extends Omit<SkillsOptions, "watch"> {
  /** Reads the folder again when a file in it changes. Default `true`. */
  readonly watch?: boolean;
  /** The time without changes after which the folder is read again. Default `"200ms"`. */
  readonly settle?: Duration;
  /** Measures `settle`. Default: the platform's clock. */
  readonly clock?: Clock;
  /** The most files and folders that are read. Default 10,000. */
  readonly maxEntries?: number;
  /** The most bytes of all files together, which are kept in memory. Default 64 MiB. */
  readonly maxBytes?: number;
}

const OPTIONS: OptionNames<SkillFolderOptions> = {
  pageSize: true,
  cache: true,
  watch: true,
  settle: true,
  clock: true,
  maxEntries: true,
  maxBytes: true,
};

/**
 * Returns the extension that serves every skill in a folder.
 *
 * A skill is a folder with a `SKILL.md`, at any depth; its path is the path of the skill. Files beside
 * skills and files whose name begins with a dot are left out.
 *
 * @example
 * ```ts
 * server.extend(await skillFolder("./skills"));
 * ```
 *
 * @throws MortiseError `INVALID_DEFINITION` naming the file, and in its frontmatter the line, that
 * cannot be served; `INVALID_OPTION` when there is no such folder.
 */
export async function skillFolder(
  folder: string | URL,
  options: SkillFolderOptions = {},
): Promise<ServerExtension> {
  checkOptions("skillFolder", options, OPTIONS);
  const { watch = true, settle, maxEntries = 10_000, maxBytes = 64 * 1024 * 1024 } = options;
  const root = await findFolder(folder);
  const limits = { maxEntries, maxBytes };
  const settleMs = parseDuration(settle ?? "200ms", "settle");
  const { pageSize, cache, clock = systemClock } = options;
  const found = await findSkills(root, await readTree(root, limits, () => undefined));
  return skills(found, {
    ...(pageSize !== undefined && { pageSize }),
    ...(cache && { cache }),
    ...(watch && {
      watch: (onChange, onProblem) => {
        const watcher = new SkillWatch({ root, limits, settleMs, clock, onChange, onProblem });
        return () => watcher.close();
      },
    }),
  });
}

async function findFolder(folder: string | URL): Promise<string> {
  const path = typeof folder === "string" ? folder : fileURLToPath(folder);
  try {
    const real = await realpath(path);
    if ((await stat(real)).isDirectory()) return real;
  } catch (cause) {
    throw new MortiseError(
      "INVALID_OPTION",
      `There is no folder ${path}; pass the path of a folder with skills`,
      {
        cause,
      },
    );
  }
  throw new MortiseError(
    "INVALID_OPTION",
    `${path} is not a folder; pass the path of a folder with skills`,
  );
}

/** The folder that a {@link SkillWatch} reads, and the receivers of its results. */
interface SkillWatchOptions {
  readonly root: string;
  readonly limits: TreeLimits;
  readonly settleMs: number;
  readonly clock: Clock;
  readonly onChange: (skills: readonly Skill[]) => void;
  readonly onProblem: (problem: unknown) => void;
}

/** Reads a folder of skills again after changes in it, one reading at a time. */
class SkillWatch {
  readonly #options: SkillWatchOptions;
  readonly #folders: FolderWatch;
  #cancel: () => void = () => undefined;
  #delays = 0;
  #isReading = false;
  #isClosed = false;

  constructor(options: SkillWatchOptions) {
    this.#options = options;
    this.#folders = new FolderWatch(() => this.#schedule(), options.onProblem);
    // Files may have changed since the folder was first read.
    this.#schedule();
  }

  close(): void {
    this.#isClosed = true;
    this.#cancel();
    this.#folders.close();
  }

  #schedule(): void {
    if (this.#isClosed || this.#delays > MAX_DELAYS) return;
    this.#delays += 1;
    const { clock, settleMs } = this.#options;
    this.#cancel();
    this.#cancel = clock.schedule(settleMs, () => void this.#read(), { isBackground: true });
  }

  async #read(): Promise<void> {
    this.#delays = 0;
    if (this.#isReading) return this.#schedule();
    this.#isReading = true;
    const { root, limits, onChange, onProblem } = this.#options;
    const seen = new Set<string>();
    try {
      // Each folder is watched before it is read, so that no change falls in between.
      const tree = await readTree(root, limits, (folder) => {
        seen.add(folder);
        if (!this.#isClosed) this.#folders.add(folder);
      });
      this.#folders.keep(seen);
      const found = await findSkills(root, tree);
      if (!this.#isClosed) onChange(found);
    } catch (error) {
      if (!this.#isClosed) onProblem(error);
    } finally {
      this.#isReading = false;
    }
  }
}

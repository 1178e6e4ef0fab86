import { realpath, stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Duration } from "@mortise/protocol";
import { MortiseError, parseDuration } from "@mortise/protocol";
import type { ServerExtension, Skill, SkillsOptions } from "@mortise/server";
import { skills } from "@mortise/server";
import { findSkills } from "./find-skills.ts";
import { FolderWatch } from "./folder-watch.ts";
import type { TreeLimits } from "./read-tree.ts";
import { readTree } from "./read-tree.ts";

/** How often a further change puts the reading off; a folder that never rests is read all the same. */
const MAX_DELAYS = 20;

/** Settings of {@link skillFolder}. */
export interface SkillFolderOptions extends Omit<SkillsOptions, "watch"> {
  /** Reads the folder again when something in it changes. Default `true`. */
  readonly watch?: boolean;
  /** How long a change must be over before the folder is read again. Default `"200ms"`. */
  readonly settle?: Duration;
  /** Files and folders that are read at most. Default 10,000. */
  readonly maxEntries?: number;
  /** Bytes of all files together, which are kept in memory. Default 64 MiB. */
  readonly maxBytes?: number;
}

/**
 * Makes the extension that serves every skill in a folder: `server.extend(await skillFolder("./skills"))`.
 *
 * A skill is a folder with a `SKILL.md`, at any depth, and its path is the skill's. Files whose name
 * begins with a dot are left out, and so is what stands beside skills.
 *
 * @throws MortiseError `INVALID_DEFINITION` naming the file, and in its frontmatter the line, that
 * cannot be served; `INVALID_OPTION` when there is no such folder.
 */
export async function skillFolder(
  folder: string | URL,
  options: SkillFolderOptions = {},
): Promise<ServerExtension> {
  const { watch = true, settle, maxEntries = 10_000, maxBytes = 64 * 1024 * 1024 } = options;
  const root = await findFolder(folder);
  const limits = { maxEntries, maxBytes };
  const settleMs = parseDuration(settle ?? "200ms");
  const { pageSize, cache } = options;
  const found = await findSkills(root, await readTree(root, limits, () => undefined));
  return skills(found, {
    ...(pageSize !== undefined && { pageSize }),
    ...(cache && { cache }),
    ...(watch && {
      watch: (onChange, onProblem) => {
        const watcher = new SkillWatch({ root, limits, settleMs, onChange, onProblem });
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
    throw new MortiseError("INVALID_OPTION", `There is no folder ${path} to read skills from`, {
      cause,
    });
  }
  throw new MortiseError("INVALID_OPTION", `${path} is no folder; name one that holds skills`);
}

/** The folder of a {@link SkillWatch}, and the callbacks for its changes. */
interface SkillWatchOptions {
  readonly root: string;
  readonly limits: TreeLimits;
  readonly settleMs: number;
  readonly onChange: (skills: readonly Skill[]) => void;
  readonly onProblem: (problem: unknown) => void;
}

/** Reads a folder of skills again after each change in it, one time after the other. */
class SkillWatch {
  readonly #root: string;
  readonly #limits: TreeLimits;
  readonly #settleMs: number;
  readonly #onChange: (skills: readonly Skill[]) => void;
  readonly #onProblem: (problem: unknown) => void;
  readonly #folders: FolderWatch;
  #timer: NodeJS.Timeout | undefined;
  #delays = 0;
  #isReading = false;
  #isClosed = false;

  constructor({ root, limits, settleMs, onChange, onProblem }: SkillWatchOptions) {
    this.#root = root;
    this.#limits = limits;
    this.#settleMs = settleMs;
    this.#onChange = onChange;
    this.#onProblem = onProblem;
    this.#folders = new FolderWatch(() => this.#schedule(), onProblem);
    // Once at once: something may have changed since the folder was first read.
    this.#schedule();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#folders.close();
  }

  #schedule(): void {
    if (this.#isClosed || this.#delays > MAX_DELAYS) return;
    this.#delays += 1;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#read(), this.#settleMs);
    this.#timer.unref();
  }

  async #read(): Promise<void> {
    this.#delays = 0;
    if (this.#isReading) return this.#schedule();
    this.#isReading = true;
    const seen = new Set<string>();
    try {
      // Each folder is watched before it is read, so that no change falls in between.
      const tree = await readTree(this.#root, this.#limits, (folder) => {
        seen.add(folder);
        if (!this.#isClosed) this.#folders.add(folder);
      });
      this.#folders.keep(seen);
      const found = await findSkills(this.#root, tree);
      if (!this.#isClosed) this.#onChange(found);
    } catch (error) {
      if (!this.#isClosed) this.#onProblem(error);
    } finally {
      this.#isReading = false;
    }
  }
}

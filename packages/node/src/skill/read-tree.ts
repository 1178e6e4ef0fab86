import { constants } from "node:fs";
import { lstat, readdir, readFile, realpath, stat } from "node:fs/promises";
import { isAbsolute, join, relative, sep } from "node:path";
import { MortiseError, SKILL_LIMITS } from "@mortise/protocol";

/** Every file under a folder, by its path from there with `/` between segments. */
export interface FileTree {
  readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
  /** The paths of the folders in it; the root is "". */
  readonly folders: readonly string[];
}

/** How much of a folder is read. */
export interface TreeLimits {
  /** Files and folders. */
  readonly maxEntries: number;
  /** Bytes of all files. */
  readonly maxBytes: number;
}

/** Folders within folders. */
const MAX_DEPTH = 16;

/**
 * Reads every file under `root`, without those whose name begins with a dot.
 *
 * A link to a file inside `root` is read as that file. `onFolder` is called with each folder before
 * it is looked into.
 *
 * @throws MortiseError `INVALID_DEFINITION` for a link that leads elsewhere, for what is neither a file
 * nor a folder, and above the limits.
 */
export async function readTree(
  root: string,
  limits: TreeLimits,
  onFolder: (folder: string) => void,
): Promise<FileTree> {
  const reader = new TreeReader(await realpath(root), limits, onFolder);
  await reader.enter("", 0);
  return reader;
}

class TreeReader implements FileTree {
  readonly files = new Map<string, Uint8Array<ArrayBuffer>>();
  readonly folders: string[] = [];
  readonly #root: string;
  readonly #limits: TreeLimits;
  readonly #onFolder: (folder: string) => void;
  #entries = 0;
  #bytes = 0;

  constructor(root: string, limits: TreeLimits, onFolder: (folder: string) => void) {
    this.#root = root;
    this.#limits = limits;
    this.#onFolder = onFolder;
  }

  async enter(folder: string, depth: number): Promise<void> {
    const path = join(this.#root, folder);
    if (depth > MAX_DEPTH) throw refusal(path, `it lies more than ${MAX_DEPTH} folders deep`);
    this.folders.push(folder);
    this.#onFolder(path);
    const names = (await readdir(path)).filter((name) => !name.startsWith(".")).sort();
    for (const name of names) await this.#take(folder === "" ? name : `${folder}/${name}`, depth);
  }

  async #take(entry: string, depth: number): Promise<void> {
    const { maxEntries } = this.#limits;
    const path = join(this.#root, entry);
    this.#entries += 1;
    if (this.#entries > maxEntries) {
      throw refusal(this.#root, `it holds more than ${maxEntries} files and folders`);
    }
    const found = await lstat(path);
    if (found.isDirectory()) return this.enter(entry, depth + 1);
    const file = found.isSymbolicLink() ? await this.#follow(path) : path;
    const { size } = found.isFile() ? found : await this.#requireFile(file, path);
    this.#bytes += size;
    if (size > SKILL_LIMITS.bytes || this.#bytes > this.#limits.maxBytes) {
      const limit = Math.min(SKILL_LIMITS.bytes, this.#limits.maxBytes);
      throw refusal(
        path,
        `it is larger than a skill may be, or brings all files above ${limit} bytes`,
      );
    }
    // Not following: what was a file a moment ago must not have become a link since.
    const flag = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0);
    this.files.set(entry, new Uint8Array(await readFile(file, { flag })));
  }

  async #follow(link: string): Promise<string> {
    const target = await realpath(link).catch(() => {
      throw refusal(link, "it is a link to nothing");
    });
    const inside = relative(this.#root, target);
    const isOutside = inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside);
    if (isOutside) throw refusal(link, "it is a link that leads out of the folder");
    return target;
  }

  async #requireFile(file: string, named: string): Promise<{ readonly size: number }> {
    const found = await stat(file);
    if (found.isFile()) return found;
    const what = found.isDirectory() ? "a link to a folder" : "neither a file nor a folder";
    throw refusal(named, `it is ${what}`);
  }
}

function refusal(path: string, problem: string): MortiseError {
  return new MortiseError(
    "INVALID_DEFINITION",
    `${path} cannot be served with the skills: ${problem}`,
  );
}

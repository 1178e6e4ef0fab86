import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ToolError } from "mortise";

/** An export's name, made by {@link ExportStore.nameOf} alone: no other file can be read by it. */
const NAME = /^[A-Za-z0-9-]{1,120}\.md$/;

/** Keeps exports as files of one folder. */
export class ExportStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The name of the export of a customer at a moment; the same for each attempt of one export. */
  nameOf(customer_id: string, exportedAt: string): string {
    const id = customer_id.replaceAll(/[^A-Za-z0-9-]/g, "-").slice(0, 60);
    return `${id}-${exportedAt.replaceAll(/[^0-9TZ]/g, "")}.md`;
  }

  /** Writes an export whole or not at all; writing it again changes nothing. */
  async write(name: string, text: string): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const half = join(this.#folder, `${name}.${process.pid}.part`);
    await writeFile(half, text, { mode: 0o600 });
    await rename(half, join(this.#folder, name));
  }

  /** Reads an export. */
  async read(name: string): Promise<string> {
    const text = NAME.test(name)
      ? await readFile(join(this.#folder, name), "utf8").catch(ignoreMissing)
      : undefined;
    if (text === undefined)
      throw new ToolError(`There is no export ${name}.`, { code: "not_found" });
    return text;
  }

  /** Lists the exports, the newest first. */
  async list(): Promise<string[]> {
    const names = (await readdir(this.#folder).catch(ignoreMissing)) ?? [];
    const momentOf = (name: string): string => name.slice(name.lastIndexOf("-"));
    return names
      .filter((name) => NAME.test(name))
      .sort((a, b) => (momentOf(a) < momentOf(b) ? 1 : -1));
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}

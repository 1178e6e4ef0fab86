import { MortiseError } from "@mortise/protocol";

/** The parts of Node's `process` and `node:fs` that read a file; runtimes without files have none. */
interface Platform {
  readonly process?: {
    readonly getBuiltinModule?: (name: string) => FileSystem | undefined;
  };
}

interface FileSystem {
  readonly readFileSync: (path: URL | string, encoding: "utf8") => string;
}

const ADVICE = 'give new URL("view.html", import.meta.url), or an absolute path';

/** The file of a page, as it is whenever it is read. */
export class PageFile {
  readonly #owner: string;
  readonly #path: URL | string;
  readonly #files: FileSystem;

  /** @throws MortiseError `INVALID_DEFINITION` for a relative path, another scheme, and a runtime without files. */
  constructor(owner: string, file: string | URL) {
    this.#owner = owner;
    this.#path = toPlace(owner, file);
    const files = (globalThis as Platform).process?.getBuiltinModule?.("node:fs");
    if (files === undefined) {
      throw invalid(`${owner} has a file, and this runtime has none; give the page as html`);
    }
    this.#files = files;
  }

  /** @throws MortiseError `INVALID_DEFINITION` when there is no page in the file. */
  read(): string {
    const shown = String(this.#path);
    let page: string;
    try {
      page = this.#files.readFileSync(this.#path, "utf8");
    } catch (cause) {
      const { code = "it cannot be read" } = cause as { readonly code?: string };
      throw invalid(`${this.#owner} has no page: ${shown} (${code}); ${ADVICE}`, cause);
    }
    if (page.trim() === "") throw invalid(`${this.#owner} has no page: ${shown} is empty`);
    return page;
  }
}

function toPlace(owner: string, file: unknown): URL | string {
  if (file instanceof URL || (typeof file === "string" && file.startsWith("file:"))) {
    const url = URL.parse(String(file));
    if (url?.protocol === "file:") return url;
    throw invalid(`${owner} has the file ${String(file)}, which is on no disk; ${ADVICE}`);
  }
  // A relative one would mean another file in each folder that the server is started from.
  if (typeof file === "string" && /^(?:\/|[A-Za-z]:[\\/]|\\\\)/.test(file)) return file;
  throw invalid(`${owner} has the file ${JSON.stringify(file)}, whose folder is open; ${ADVICE}`);
}

function invalid(message: string, cause?: unknown): MortiseError {
  return new MortiseError("INVALID_DEFINITION", message, { cause });
}

import { readdirSync, readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { extname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { SANDBOX_PATH, sandboxHost } from "../../contract/index.ts";
import { SECURITY_HEADERS, sendText } from "./respond.ts";

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".map": "application/json; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webp": "image/webp",
  ".woff2": "font/woff2",
};

/** Settings of {@link PageFiles}. */
export interface PageFilesOptions {
  /** The folder of the built page; its files may be compressed, as `app.js.gz`. */
  readonly folder: URL;
  /** The path that the page is served under, such as `/` or `/inspector/`. */
  readonly base: string;
}

interface PageFile {
  readonly path: string;
  readonly isCompressed: boolean;
}

/** Serves the built page: its files by name, and the page itself for each of its addresses. */
export class PageFiles {
  readonly #options: PageFilesOptions;
  #files: ReadonlyMap<string, PageFile> | undefined;

  constructor(options: PageFilesOptions) {
    this.#options = options;
  }

  /** Answers a GET or HEAD for `path`, which begins with `/` and is without the base. */
  serve(path: string, request: IncomingMessage, response: ServerResponse): void {
    const name = decode(path.slice(1));
    const file = name === "index.html" ? undefined : this.#find(name);
    if (file !== undefined) {
      this.#send(name, file, request, response);
    } else if (name.startsWith("assets/")) {
      sendText(response, { status: 404, type: "text/plain", text: `There is no file /${name}\n` });
    } else {
      this.#sendPage(request.headers.host ?? "", response);
    }
  }

  #find(name: string): PageFile | undefined {
    this.#files ??= listFiles(fileURLToPath(this.#options.folder));
    const file = this.#files.get(name);
    // A build after the start, as in the repository, has files of new names.
    if (file === undefined && name.startsWith("assets/")) this.#files = undefined;
    return file;
  }

  #sendPage(host: string, response: ServerResponse): void {
    this.#files = listFiles(fileURLToPath(this.#options.folder));
    const file = this.#files.get("index.html");
    if (file === undefined) {
      const text = "The page of the inspector is not built; run: npm run build:page\n";
      sendText(response, { status: 503, type: "text/plain", text });
      return;
    }
    const html = read(file).toString("utf8");
    // Its files are named relative to the base, whatever address of the page is opened.
    const base = `<base href="${this.#options.base}">`;
    const text = html.replace(/<head[^>]*>/i, (head) => `${head}${base}`);
    const headers = { "content-security-policy": this.#pagePolicy(host) };
    sendText(response, { status: 200, type: "text/html", text, headers });
  }

  /** The page shows the sandbox of views in a frame, and nothing else. */
  #pagePolicy(host: string): string {
    const policy = SECURITY_HEADERS["content-security-policy"];
    return `${policy}; frame-src ${sandboxHost(host)}${this.#options.base}${SANDBOX_PATH}`;
  }

  #send(
    name: string,
    file: PageFile,
    { method, headers }: IncomingMessage,
    response: ServerResponse,
  ): void {
    const accepts = /\bgzip\b/i.test(String(headers["accept-encoding"] ?? ""));
    const isSentCompressed = file.isCompressed && accepts;
    const bytes = isSentCompressed ? readFileSync(file.path) : read(file);
    response.writeHead(200, {
      ...SECURITY_HEADERS,
      // Names hold a digest of the content.
      "cache-control": name.startsWith("assets/")
        ? "public, max-age=31536000, immutable"
        : "no-cache",
      "content-type": TYPES[extname(name)] ?? "application/octet-stream",
      "content-length": bytes.length,
      ...(file.isCompressed && { vary: "accept-encoding" }),
      ...(isSentCompressed && { "content-encoding": "gzip" }),
    });
    response.end(method === "HEAD" ? undefined : bytes);
  }
}

/** Lists the files of a folder, so that no other path is ever opened. */
function listFiles(folder: string): ReadonlyMap<string, PageFile> {
  const files = new Map<string, PageFile>();
  let names: string[];
  try {
    names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  } catch {
    return files;
  }
  for (const name of names) {
    const isCompressed = name.endsWith(".gz");
    const plain = (isCompressed ? name.slice(0, -3) : name).split(sep).join("/");
    if (extname(plain) !== "") files.set(plain, { path: join(folder, name), isCompressed });
  }
  return files;
}

function read({ path, isCompressed }: PageFile): Buffer {
  const bytes = readFileSync(path);
  return isCompressed ? gunzipSync(bytes) : bytes;
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

import { statSync } from "node:fs";
import { extname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { isConnectable, MortiseError } from "@mortise/protocol";
import type { Server } from "@mortise/server";
import type { ServeOptions } from "./serve.ts";
import { takeNotServed, withoutServing } from "./without-serving.ts";

/** A file that offers a server, and the name of the export. */
export interface ServerFile {
  /** Absolute. */
  readonly path: string;
  /** `default`, or the name after a colon. */
  readonly name: string;
}

/** A server that a file offers. */
export interface ImportedServer {
  /** The server, not served. */
  readonly server: Server<unknown>;
  /** The options of `serve`, where the file calls it for this server. */
  readonly options: ServeOptions | undefined;
}

/**
 * Finds the file and the export that `server.ts` or `server.ts:name` names, without loading it.
 *
 * @throws MortiseError `INVALID_OPTION` when there is no such file, and for one that is no code of Node.
 */
export function findServerFile(written: string): ServerFile {
  const whole = resolve(written);
  if (isFile(whole)) return { path: requireCode(whole, written), name: "default" };
  const colon = written.lastIndexOf(":");
  const path = resolve(written.slice(0, Math.max(colon, 0)));
  if (colon > 0 && isFile(path)) {
    return { path: requireCode(path, written), name: written.slice(colon + 1) };
  }
  throw new MortiseError(
    "INVALID_OPTION",
    `There is no file ${JSON.stringify(written)}; give a .ts or .js file that exports a server`,
  );
}

function requireCode(path: string, written: string): string {
  const extension = extname(path);
  if (extension === "" || /^\.(?:[cm]?[jt]s|[jt]sx)$/.test(extension)) return path;
  throw new MortiseError(
    "INVALID_OPTION",
    `${JSON.stringify(written)} is not a .ts or .js file; give one that exports a server`,
  );
}

/**
 * Imports the server that a file exports or, without a default export, the one that it serves;
 * `serve` does nothing meanwhile. `written` names the file in errors.
 *
 * @throws MortiseError `INVALID_DEFINITION` when the file offers no server; an `Error` whose `cause` is what it
 * throws, when it cannot be loaded.
 */
export async function importServer(
  { path, name }: ServerFile,
  written: string,
): Promise<ImportedServer> {
  takeNotServed();
  let module: Record<string, unknown>;
  try {
    module = await withoutServing(() => import(pathToFileURL(path).href));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${written} failed while it was loaded: ${reason}`, { cause });
  }
  const calls = takeNotServed();
  const server = chooseServer(module[name], name, new Set(calls.map((call) => call.server)));
  if (server === undefined) {
    throw new MortiseError("INVALID_DEFINITION", explainExport(module, name, written));
  }
  const call = calls.find((each) => each.server === server);
  return { server, options: call?.options as ServeOptions | undefined };
}

function chooseServer(
  exported: unknown,
  name: string,
  served: ReadonlySet<Server<unknown>>,
): Server<unknown> | undefined {
  if (isServer(exported)) return exported;
  if (name !== "default" || served.size !== 1) return undefined;
  return [...served][0];
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function isServer(value: unknown): value is Server<unknown> {
  return typeof value === "object" && value !== null && isConnectable(value) && "~core" in value;
}

function explainExport(module: Record<string, unknown>, name: string, written: string): string {
  const servers = Object.keys(module).filter((key) => isServer(module[key]));
  const [other] = servers;
  if (name !== "default") {
    return `${written} has no server under that name; ${servers.length ? `servers are: ${servers.join(", ")}` : "it exports none"}`;
  }
  if (other !== undefined)
    return `${written} has no default export; name the server it exports: ${written}:${other}`;
  return `${written} exports no server; end it with: export default server (made by createServer of "mortise")`;
}

import { hostname, networkInterfaces } from "node:os";
import type { InspectorTarget } from "./host/connection/target.ts";
import { bind } from "./host/http/bind.ts";
import { InspectorHost } from "./host/inspector-host.ts";

/** Settings of {@link openInspector}. */
export interface InspectorOptions {
  /** The servers to show, which are connected to at once. */
  readonly targets: readonly InspectorTarget[];
  /** The version that the page and servers are given. */
  readonly version: string;
  /** The name of the project's folder. */
  readonly project: string;
  /** The port, which has to be free; 0 takes any. Default: 5173, or the next free one. */
  readonly port?: number;
  /** An address to listen on, for other machines. Default: loopback alone. */
  readonly host?: string;
  /** Names beside those of this machine that the page may be opened under. Default: none. */
  readonly allowedHosts?: readonly string[];
  /** The path that the page is served under, behind a proxy. Default `/`. */
  readonly base?: string;
}

/** An inspector that is listening. */
export interface Inspector extends AsyncDisposable {
  /** The URL of the page, with the token in its fragment. */
  readonly url: string;
  readonly port: number;
  /** Ends every connection, and stops to listen. */
  close(): Promise<void>;
}

/** The port that is tried first. */
const FIRST_PORT = 5173;

/** The folder of the built page, beside the sources and beside the bundle alike. */
export const pageFolder: URL = new URL("../page/", import.meta.url);

/**
 * Serves the inspector for other servers, and connects to them.
 *
 * @throws MortiseError `INVALID_OPTION` when the port cannot be listened on.
 */
export async function openInspector(options: InspectorOptions): Promise<Inspector> {
  const { targets, version, project, port, host, allowedHosts = [] } = options;
  const base = toBase(options.base);
  const hosts = [...(host === undefined ? [] : hostNames(host)), ...allowedHosts];
  const inspector = new InspectorHost({
    mode: "inspect",
    version,
    project,
    pageFolder,
    base,
    hosts,
  });
  const bound = await bind((request, response) => inspector.handle(request, response), {
    port: port ?? FIRST_PORT,
    isFixed: port !== undefined,
    host,
  });
  for (const target of targets) void inspector.add(target).connect();
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= Promise.all([inspector.close(), bound.close()]).then(() => undefined);
    return closing;
  };
  const name = host === undefined || isWildcard(host) ? "localhost" : withBrackets(host);
  return {
    url: `http://${name}:${bound.port}${base}#token=${inspector.token}`,
    port: bound.port,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Writes a base path with a slash at both ends. */
function toBase(base = "/"): string {
  const inner = base.replace(/^\/+|\/+$/g, "");
  return inner === "" ? "/" : `/${inner}/`;
}

/** The names of this machine for pages that other machines open. */
function hostNames(host: string): string[] {
  if (!isWildcard(host)) return [withBrackets(host)];
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return [hostname(), ...addresses.map(({ address }) => withBrackets(address.replace(/%.*$/, "")))];
}

function isWildcard(host: string): boolean {
  return host === "0.0.0.0" || host === "::" || host === "";
}

function withBrackets(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}

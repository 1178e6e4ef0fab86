import type { InspectorTarget } from "./host/connection/target.ts";
import { bind, FIRST_PORT } from "./host/http/bind.ts";
import { hostNames, shownHost } from "./host/http/own-names.ts";
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
  /** The file of the saved calls, such as `.mcp/calls.json`. Default: calls cannot be saved. */
  readonly callsFile?: string;
  /** The model of the chat, such as `anthropic/claude-…` or `offline`. Default: the first that is found. */
  readonly model?: string;
  /** Makes the target of a URL that the page adds. Default: none can be added. */
  readonly openUrl?: (request: {
    readonly url: string;
    readonly label?: string;
    readonly headers?: Readonly<Record<string, string>>;
  }) => InspectorTarget;
}

/** An inspector that is listening. */
export interface Inspector extends AsyncDisposable {
  /** The URL of the page, with the token in its fragment. */
  readonly url: string;
  /** The port that is listened on. */
  readonly port: number;
  /** Ends every connection, and stops to listen. */
  close(): Promise<void>;
}

/** The folder of the built page, beside the sources and beside the bundle alike. */
export const pageFolder: URL = new URL("../page/", import.meta.url);

/**
 * Serves the inspector for other servers, and connects to them.
 *
 * @throws MortiseError `INVALID_OPTION` when the port cannot be listened on.
 */
export async function openInspector(options: InspectorOptions): Promise<Inspector> {
  const { targets, version, project, port, host, allowedHosts = [], callsFile, openUrl } = options;
  const { model } = options;
  const base = toBase(options.base);
  const hosts = [...(host === undefined ? [] : hostNames(host)), ...allowedHosts];
  const inspector = new InspectorHost({
    mode: "inspect",
    version,
    project,
    pageFolder,
    base,
    hosts,
    ...(callsFile !== undefined && { callsFile }),
    ...(openUrl && { openUrl }),
    ...(model !== undefined && { model }),
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
  return {
    url: `http://${shownHost(host)}:${bound.port}${base}#token=${inspector.token}`,
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

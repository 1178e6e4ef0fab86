import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { resolve } from "node:path";
import { findServerFile } from "@mortise/node";
import { createMemoryBackplane } from "@mortise/server";
import { STATE_KEYS_VARIABLE } from "@mortise/server/internal";
import type { Contract } from "@mortise/testing";
import type { BuildState, LogLine, SchemaChange } from "./contract/index.ts";
import type { ListName, ServedVersion } from "./dev/process/versions.ts";
import { Versions } from "./dev/process/versions.ts";
import { PassThrough } from "./dev/proxy/pass-through.ts";
import { changedLists, diffContracts, loadComparison } from "./dev/schema-diff.ts";
import { SelfConnection } from "./dev/self-connection.ts";
import { taskControls } from "./dev/task-controls.ts";
import type { AnsweredRequest } from "./dev/traffic.ts";
import { SELF, Traffic } from "./dev/traffic.ts";
import { openEditor } from "./host/control/open-editor.ts";
import type { Bound } from "./host/http/bind.ts";
import { bind, FIRST_PORT } from "./host/http/bind.ts";
import { hostNames, shownHost } from "./host/http/own-names.ts";
import { PageGuard } from "./host/http/page-guard.ts";
import { sendFailure } from "./host/http/respond.ts";
import { InspectorHost } from "./host/inspector-host.ts";
import type { InspectorOptions } from "./open-inspector.ts";
import { pageFolder } from "./open-inspector.ts";

/** Settings of {@link startDevelopment}. */
export interface DevelopmentOptions {
  /** The file that offers the server, or `file:export`. */
  readonly file: string;
  /** The version that the page is given. */
  readonly version: string;
  /** The name of the project's folder. */
  readonly project: string;
  /** The port, which has to be free; 0 takes any. Default: 5173, or the next free one. */
  readonly port?: number;
  /** An address to listen on, for other machines. Default: loopback alone. */
  readonly host?: string;
  /** The model of the chat, such as `anthropic/claude-…` or `offline`. Default: the first that is found. */
  readonly model?: string;
  /** Makes the target of a URL that the page adds. Default: none can be added. */
  readonly openUrl?: InspectorOptions["openUrl"];
  /** Names beside those of this machine that the server may be called by. Default: none. */
  readonly allowedHosts?: readonly string[];
  /** How long the file may take to load, in milliseconds. Default 20,000. */
  readonly loadLimitMs?: number;
  /** How long clients have to read changed lists before they are named, in milliseconds. Default 5,000. */
  readonly relistMs?: number;
  /** Receives everything that a terminal shows. */
  readonly onNotice?: (notice: DevelopmentNotice) => void;
}

/** Something that happened to a server under development. */
export type DevelopmentNotice =
  /** A version is being loaded, or was not loaded. */
  | { readonly type: "build"; readonly build: BuildState }
  /** A version serves; with the differences from the one before. */
  | {
      readonly type: "served";
      readonly version: number;
      /** From the change of a file until it served, in milliseconds. */
      readonly ms: number;
      readonly changes: readonly SchemaChange[];
      readonly counts: Readonly<Record<"tools" | "resources" | "templates" | "prompts", number>>;
    }
  /** Code of the server wrote a line, or threw. */
  | { readonly type: "log"; readonly line: Omit<LogLine, "id" | "at"> }
  /** A client other than the inspector was answered. */
  | { readonly type: "request"; readonly request: AnsweredRequest }
  /** Clients did not read changed lists again. */
  | {
      readonly type: "not-listed";
      readonly clients: readonly string[];
      readonly lists: readonly string[];
    }
  /** Files are looked at in turn, because their disk reports no changes. */
  | { readonly type: "polling"; readonly reason: string };

/** A server under development. */
export interface Development extends AsyncDisposable {
  /** The URL of the page, with the token in its fragment. */
  readonly url: string;
  /** The URL for clients. */
  readonly endpoint: string;
  /** The port that is listened on. */
  readonly port: number;
  /** The processes of the server: the one that serves, and all of them. */
  readonly pids: { readonly serving: number | undefined; readonly all: readonly number[] };
  /** Resolves when the first version serves, or was not loaded. */
  readonly started: Promise<void>;
  /** Lets running requests finish for two seconds, ends every process, and frees the port. */
  close(): Promise<void>;
}

/** How long clients have to read changed lists again before they are named. */
const RELIST_MS = 5_000;
/** The paths that the server answers whatever it is; those of its `auth` come beside them. */
const SERVER_PATH = /^\/(?:mcp\/?|healthz|readyz|\.well-known\/.*)$/;

/**
 * Serves the server of a file on a port of its own and the inspector beside it, and follows each change of the
 * file and of what it imports.
 *
 * @throws MortiseError `INVALID_OPTION` when there is no such file, or the port cannot be listened on.
 */
export async function startDevelopment(options: DevelopmentOptions): Promise<Development> {
  const file = findServerFile(options.file);
  const { port, host, allowedHosts = [] } = options;
  let development: RunningDevelopment | undefined;
  const bound = await bind((request, response) => development?.handle(request, response), {
    port: port ?? FIRST_PORT,
    isFixed: port !== undefined,
    host,
  });
  const hosts = [...(host === undefined ? [] : hostNames(host)), ...allowedHosts];
  development = new RunningDevelopment({ options, file, bound, hosts });
  return development;
}

interface Parts {
  readonly options: DevelopmentOptions;
  readonly file: ReturnType<typeof findServerFile>;
  readonly bound: Bound;
  readonly hosts: readonly string[];
}

class RunningDevelopment implements Development {
  readonly url: string;
  readonly endpoint: string;
  readonly port: number;
  readonly started: Promise<void>;
  readonly #options: DevelopmentOptions;
  readonly #bound: Bound;
  readonly #backplane = createMemoryBackplane();
  readonly #host: InspectorHost;
  readonly #guard: PageGuard;
  readonly #self: SelfConnection;
  readonly #versions: Versions;
  readonly #passThrough: PassThrough;
  readonly #traffic: Traffic;
  readonly #relistTimers = new Set<NodeJS.Timeout>();
  #contract: Contract | undefined;
  #closing: Promise<void> | undefined;

  constructor({ options, file, bound, hosts }: Parts) {
    const { version, project, host, model, openUrl } = options;
    const folder = process.cwd();
    this.#options = options;
    this.#bound = bound;
    this.port = bound.port;
    const origin = `http://${shownHost(host)}:${bound.port}`;
    this.endpoint = `${origin}/mcp`;
    this.#host = new InspectorHost({
      mode: "dev",
      version,
      project,
      endpoint: this.endpoint,
      pageFolder,
      hosts,
      needsToken: host !== undefined,
      callsFile: resolve(folder, ".mcp", "calls.json"),
      controls: {
        "open-editor": (place) => openEditor(place, { folder, env: process.env }),
        ...taskControls(async (name, input) => {
          return (await this.#versions.operateTasks(name, input)) as never;
        }),
      },
      ...(model !== undefined && { model }),
      ...(openUrl && { openUrl }),
    });
    this.url = `${origin}/#token=${this.#host.token}`;
    this.#guard = new PageGuard({ hosts });
    this.#self = new SelfConnection(this.#host, `http://127.0.0.1:${bound.port}/mcp`, options.file);
    this.#traffic = new Traffic({
      host: this.#host,
      folder,
      onRequest: (request) => this.#notice({ type: "request", request }),
      onLog: (line) => this.#notice({ type: "log", line }),
    });
    this.#versions = new Versions({
      file,
      written: options.file,
      folder,
      backplane: this.#backplane,
      environment: stateKeys(),
      ...(options.loadLimitMs !== undefined && { loadLimitMs: options.loadLimitMs }),
      onBuild: (build) => this.#build(build),
      // Its lists reach the page while they are compared with those of the version before.
      onReady: (identity) => this.#self.follow(identity),
      onServed: (served) => this.#serve(served),
      onActivity: (activity) => this.#traffic.act(activity),
      onPolling: (reason) => this.#notice({ type: "polling", reason }),
    });
    this.#passThrough = new PassThrough({
      findUpstream: () => this.#versions.findUpstream(),
      own: this.#self.mark,
      tap: (frame, lane) => this.#traffic.push(frame, lane),
      onRequest: (request) => this.#traffic.begin(request),
      onResponse: (exchange) => this.#traffic.end(exchange),
    });
    this.started = this.#versions.start();
  }

  get pids(): Development["pids"] {
    return this.#versions.pids;
  }

  /** Answers a request of a client or of the page. */
  handle(request: IncomingMessage, response: ServerResponse): void {
    const path = pathOf(request.url ?? "/");
    if (!this.#isOfServer(path)) {
      this.#host.handle(request, response);
      return;
    }
    try {
      this.#guard.checkHost(request);
    } catch (error) {
      sendFailure(response, error);
      return;
    }
    this.#passThrough.handle(request, response);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    for (const timer of this.#relistTimers) clearTimeout(timer);
    await this.#host.close();
    await this.#versions.close();
    await this.#bound.close();
    this.#passThrough.close();
    await this.#backplane.close();
  }

  #isOfServer(path: string): boolean {
    if (SERVER_PATH.test(path)) return true;
    return this.#versions.routes.some(
      (route) => path === route.path || (route.isPrefix && path.startsWith(`${route.path}/`)),
    );
  }

  #build(build: BuildState): void {
    this.#host.publish({ type: "build", build });
    this.#notice({ type: "build", build });
  }

  async #serve({ version, ms, contract }: ServedVersion): Promise<readonly ListName[]> {
    const before = this.#contract;
    this.#contract = contract ?? before;
    const changes = before && contract ? await diffContracts(before, contract) : [];
    if (changes.length > 0) {
      const diff = { connection: SELF, at: Date.now(), version, changes };
      this.#host.publish({ type: "schema-diff", diff });
    }
    this.#notice({ type: "served", version, ms, changes, counts: count(this.#contract) });
    // The next version is compared, without a wait for code.
    void loadComparison();
    const lists = changedLists(changes);
    if (lists.length > 0) this.#awaitRelisting(lists);
    return lists;
  }

  /** Names the clients that still have old lists after a while: most read them only when they start. */
  #awaitRelisting(lists: readonly ListName[]): void {
    const changedAt = performance.now();
    const timer = setTimeout(() => {
      this.#relistTimers.delete(timer);
      const clients = this.#traffic.missing(lists, changedAt);
      if (clients.length > 0) this.#notice({ type: "not-listed", clients, lists });
    }, this.#options.relistMs ?? RELIST_MS);
    timer.unref();
    this.#relistTimers.add(timer);
  }

  #notice(notice: DevelopmentNotice): void {
    this.#options.onNotice?.(notice);
  }
}

/** A question that one version asked is answered to the next, which has to open its state. */
function stateKeys(): Readonly<Record<string, string>> {
  if (process.env[STATE_KEYS_VARIABLE]) return {};
  return { [STATE_KEYS_VARIABLE]: randomBytes(32).toString("base64url") };
}

function count(
  contract: Contract | undefined,
): Extract<DevelopmentNotice, { type: "served" }>["counts"] {
  const { tools = {}, resources = {}, templates = {}, prompts = {} } = contract ?? {};
  const size = (list: object): number => Object.keys(list).length;
  return {
    tools: size(tools),
    resources: size(resources),
    templates: size(templates),
    prompts: size(prompts),
  };
}

function pathOf(url: string): string {
  const query = url.indexOf("?");
  return query < 0 ? url : url.slice(0, query);
}

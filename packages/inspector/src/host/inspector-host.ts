import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { WireFrame } from "@mortise/protocol";
import type { CallState, Control, InspectorInfo, LogLine } from "../contract/index.ts";
import { SANDBOX_PATH } from "../contract/index.ts";
import { Chat } from "./chat/chat.ts";
import { Asks } from "./connection/asks.ts";
import { Calls } from "./connection/calls.ts";
import { followTasks } from "./connection/follow-tasks.ts";
import { Logs } from "./connection/logs.ts";
import type { ConnectionContext } from "./connection/server-connection.ts";
import { ServerConnection } from "./connection/server-connection.ts";
import type { InspectorTarget } from "./connection/target.ts";
import { checkAddedUrl } from "./control/added-url.ts";
import { chatControls } from "./control/chat-controls.ts";
import { connectionControls } from "./control/connection-controls.ts";
import { checkInput, isControl } from "./control/control-input.ts";
import type { Controls } from "./control/controls.ts";
import { connectionOfInput, isOwnControl } from "./control/own-control.ts";
import { savedControls } from "./control/saved-controls.ts";
import { streamEvents } from "./http/event-stream.ts";
import { PageFiles } from "./http/page-files.ts";
import { PageGuard } from "./http/page-guard.ts";
import type { Power } from "./http/power.ts";
import { createToken, needsToken, PowerReader } from "./http/power.ts";
import { readBody } from "./http/read-body.ts";
import { sendFailure, sendJson, sendText } from "./http/respond.ts";
import { serveSandbox } from "./sandbox/serve-sandbox.ts";
import type { Publication } from "./state/event-log.ts";
import { EventLog } from "./state/event-log.ts";
import { HostFailure } from "./state/host-failure.ts";
import { SavedCalls } from "./state/saved-calls.ts";
import type { FrameSource } from "./wire/frame-rows.ts";
import { FrameRows } from "./wire/frame-rows.ts";
import type { PassingRow } from "./wire/wire-log.ts";
import { WireLog } from "./wire/wire-log.ts";

/** Settings of an {@link InspectorHost}. */
export interface InspectorHostOptions {
  readonly mode: InspectorInfo["mode"];
  /** The version of the package, which servers and the page are given. */
  readonly version: string;
  /** The name of the project's folder. */
  readonly project: string;
  /** The URL that other clients connect to, in `dev`. */
  readonly endpoint?: string;
  /** The folder of the built page. */
  readonly pageFolder: URL;
  /** The path that the page is served under, with a slash at both ends. Default `/`. */
  readonly base?: string;
  /** Names and addresses beside those of loopback, for a page that other machines open. */
  readonly hosts?: readonly string[];
  /** Demands the token for everything, as where other machines can connect. Default: in `inspect`. */
  readonly needsToken?: boolean;
  /** The file of the saved calls. Default: calls cannot be saved. */
  readonly callsFile?: string;
  /** Makes the target of a URL that the page adds. Default: none can be added. */
  readonly openUrl?: (request: Control["add"][0]) => InspectorTarget;
  /** The model of the chat, such as `anthropic/claude-…` or `offline`. Default: the first that is found. */
  readonly model?: string;
  /** Further requests of the page, or others in place of those of the host. */
  readonly controls?: Controls;
}

const API = "_inspect/";

/**
 * The process behind the page: its state, its connections, and the HTTP that the page speaks. It listens on
 * nothing itself: `handle` answers requests of any server.
 */
export class InspectorHost {
  /** The token for the fragment of the page's URL. */
  readonly token: string = createToken();
  readonly #options: InspectorHostOptions;
  readonly #events = new EventLog();
  readonly #wire = new WireLog(this.#events);
  readonly #asks = new Asks(this.#events);
  readonly #calls = new Calls(this.#events, this.#wire, this.#asks);
  readonly #chat: Chat;
  readonly #logs = new Logs(this.#events, this.#wire);
  readonly #connections = new Map<string, ServerConnection>();
  readonly #files: PageFiles;
  readonly #guard: PageGuard;
  readonly #power: PowerReader;
  readonly #controls: Controls;
  readonly #run = randomUUID();
  readonly #base: string;

  constructor(options: InspectorHostOptions) {
    const { pageFolder, base = "/", hosts = [], mode } = options;
    this.#options = options;
    this.#base = base;
    this.#files = new PageFiles({ folder: pageFolder, base });
    this.#guard = new PageGuard({ hosts });
    this.#power = new PowerReader(this.token, !(options.needsToken ?? mode === "inspect"));
    const { callsFile, openUrl, model } = options;
    this.#chat = new Chat({
      events: this.#events,
      calls: this.#calls,
      connections: () => [...this.#connections.values()],
      ...(model !== undefined && { model }),
    });
    followTasks(this.#events, this.#wire);
    const saved = callsFile === undefined ? undefined : new SavedCalls(callsFile);
    this.#controls = {
      ...(saved && savedControls(saved, (calls) => this.publish({ type: "saved", calls }))),
      ...(openUrl && { add: (request) => this.#addUrl(request, openUrl) }),
      ...chatControls(this.#chat),
      ...connectionControls({
        calls: this.#calls,
        asks: this.#asks,
        wire: this.#wire,
        find: (id) => this.find(id),
        remove: (id) => this.remove(id),
      }),
      ...options.controls,
    };
  }

  /** Passes an event to every page, such as a build of `mortise dev`. */
  publish(event: Publication): void {
    this.#events.publish(event);
  }

  /** Adds a row to the wire log, such as one of another client of the server under development. */
  addRow(row: PassingRow): number {
    return this.#wire.add(row, this.#calls.find).id;
  }

  /** Opens the rows of a client of the server under development, which take the frames of its exchanges. */
  openRows(source: FrameSource): (frame: WireFrame) => void {
    const rows = new FrameRows(this.#wire, source);
    return (frame) => rows.push(frame);
  }

  /** Adds the times of a server's code to a call of the page. */
  addSpans(call: string, spans: NonNullable<CallState["spans"]>): void {
    this.#calls.addSpans(call, spans);
  }

  /** Adds a line that a server wrote beside the protocol. */
  addLog(line: Omit<LogLine, "id" | "at"> & { readonly at?: number }): void {
    this.#logs.add(line);
  }

  /** Adds a server; it is not connected to yet. */
  add(target: InspectorTarget): ServerConnection {
    const id = this.#freeId(target.kind === "self" ? "self" : target.name);
    const context: ConnectionContext = {
      events: this.#events,
      wire: this.#wire,
      calls: this.#calls,
      asks: this.#asks,
      logs: this.#logs,
      version: this.#options.version,
    };
    const connection = new ServerConnection(id, target, context);
    this.#connections.set(id, connection);
    return connection;
  }

  #addUrl(
    request: Control["add"][0],
    openUrl: NonNullable<InspectorHostOptions["openUrl"]>,
  ): { connection: string } {
    checkAddedUrl(request.url);
    const connection = this.add({ ...openUrl(request), isGuarded: true });
    // The page follows the attempt by its events.
    void connection.connect();
    return { connection: connection.id };
  }

  /** Returns a connection. @throws HostFailure 404. */
  find(id: string): ServerConnection {
    const connection = this.#connections.get(id);
    if (connection !== undefined) return connection;
    throw notFound(`there is no connection ${JSON.stringify(id)}`, "choose one of the page");
  }

  /** Ends a connection and takes it from the page. */
  async remove(id: string): Promise<void> {
    const connection = this.find(id);
    this.#connections.delete(id);
    await connection.remove();
  }

  /** Ends every connection, and the processes of servers. */
  async close(): Promise<void> {
    await this.#chat.close();
    await Promise.all([...this.#connections.values()].map((connection) => connection.disconnect()));
  }

  /** Answers a request of a browser: the page, its files, and `/_inspect/`. */
  handle(request: IncomingMessage, response: ServerResponse): void {
    this.#answer(request, response).catch((error: unknown) => sendFailure(response, error));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#guard.checkHost(request);
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://page");
    const path = this.#withoutBase(pathname);
    const { method = "GET" } = request;
    if (!path.startsWith(`/${API}`)) {
      if (method !== "GET" && method !== "HEAD") throw notAllowed(method, "GET");
      if (path === `/${SANDBOX_PATH}`) {
        serveSandbox(request, searchParams, response);
        return;
      }
      this.#files.serve(path, request, response);
      return;
    }
    this.#guard.checkOrigin(request);
    const name = path.slice(API.length + 1);
    const power = this.#power.read(request);
    if (isControl(name)) {
      if (method !== "POST") throw notAllowed(method, "POST");
      await this.#control(name, power, request, response);
      return;
    }
    if (method !== "GET") throw notAllowed(method, "GET");
    this.#read(name, power, searchParams, response);
  }

  #read(name: string, power: Power, query: URLSearchParams, response: ServerResponse): void {
    if (name === "events") {
      const since = Math.max(0, Number(query.get("since")) || 0);
      const run = query.get("run") ?? undefined;
      streamEvents(response, this.#events, { info: this.#info(power), power, since, run });
    } else if (name === "frame") {
      this.#readFrame(Number(query.get("id")), power, response);
    } else if (name === "result") {
      this.#readResult(query.get("call") ?? "", power, response);
    } else {
      throw notFound(`there is no ${JSON.stringify(`/${API}${name}`)}`, "reload the page");
    }
  }

  /** Rows are numbered over all connections, so a page without the token reads none but its own. */
  #readFrame(id: number, power: Power, response: ServerResponse): void {
    const text = this.#wire.read(id);
    if (text === undefined) throw notFound(`row ${id} is no longer kept`, "call again");
    if (power === "own" && this.#wire.connectionOf(id) !== "self") {
      throw needsToken("the row is of another server");
    }
    sendText(response, { status: 200, type: "text/plain", text });
  }

  #readResult(call: string, power: Power, response: ServerResponse): void {
    const text = this.#calls.readResult(call);
    if (text === undefined) throw notFound(`the result of ${call} is no longer kept`, "call again");
    if (power === "own" && !this.#calls.isOf(call, "self")) {
      throw needsToken("the call is of another server");
    }
    sendText(response, { status: 200, type: "application/json", text });
  }

  async #control(
    name: keyof Control,
    power: Power,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const input = checkInput(name, await readBody(request));
    if (power === "own" && !this.#mayOwn(name, input)) {
      throw needsToken(`${name} of anything but the server under development needs the token`);
    }
    const carry = this.#controls[name] as ((input: unknown) => unknown) | undefined;
    if (carry === undefined) {
      throw notFound(`${name} is not offered by this command`, "use mortise dev");
    }
    sendJson(response, 200, await carry(input));
  }

  #mayOwn(name: keyof Control, input: unknown): boolean {
    if (!isOwnControl(name)) return false;
    const { connection, call, ask } = connectionOfInput(input);
    if (connection !== undefined) return connection === "self";
    if (call !== undefined) return this.#calls.isOf(call, "self");
    return ask !== undefined && this.#asks.connectionOf(ask) === "self";
  }

  #info(power: Power): InspectorInfo {
    const { mode, version, project, endpoint } = this.#options;
    return { version, mode, project, run: this.#run, ...(endpoint && { endpoint }), power };
  }

  /** A proxy may pass the base on, or take it away. */
  #withoutBase(path: string): string {
    if (`${path}/` === this.#base) return "/";
    return path.startsWith(this.#base) ? `/${path.slice(this.#base.length)}` : path;
  }

  #freeId(wanted: string): string {
    const name = wanted.toLowerCase().replace(/[^a-z0-9._-]+/g, "-") || "server";
    for (let number = 1; ; number += 1) {
      const id = number === 1 ? name : `${name}-${number}`;
      if (!this.#connections.has(id)) return id;
    }
  }
}

function notFound(cause: string, fix: string): HostFailure {
  return new HostFailure(404, { code: "NOT_FOUND", step: "find what was asked for", cause, fix });
}

function notAllowed(method: string, allowed: string): HostFailure {
  const cause = `the path does not take ${method.slice(0, 20)}`;
  return new HostFailure(405, {
    code: "REFUSED",
    step: "admit the request",
    cause,
    fix: `use ${allowed}`,
  });
}

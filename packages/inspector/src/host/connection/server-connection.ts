import type { CallToolOptions, Client, ConnectOptions } from "@mortise/client";
import type { JsonObject, LoggingLevel, Revision, Tap } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import type { Catalogue, ConnectionState } from "../../contract/index.ts";
import type { EventLog } from "../state/event-log.ts";
import { HostFailure } from "../state/host-failure.ts";
import { FrameRows } from "../wire/frame-rows.ts";
import { readRpc } from "../wire/rpc-summary.ts";
import type { WireLog } from "../wire/wire-log.ts";
import type { Asks } from "./asks.ts";
import { callContext } from "./call-context.ts";
import type { CallRequest, Calls } from "./calls.ts";
import { ConnectionEvidence } from "./connection-evidence.ts";
import { isConnectionLost } from "./connection-lost.ts";
import { describeFailure } from "./describe-failure.ts";
import { firstState } from "./first-state.ts";
import { HttpSender } from "./http-sender.ts";
import { LiveCatalogue } from "./live-catalogue.ts";
import type { Logs } from "./logs.ts";
import { readTask } from "./read-task.ts";
import { retryPause } from "./retry-pause.ts";
import { isSignInNeeded } from "./sign-in-needed.ts";
import { StandingStreams } from "./standing-streams.ts";
import { Subscriptions } from "./subscriptions.ts";
import type { InspectorTarget, TargetConnection } from "./target.ts";
import { VIEWS } from "./view-extension.ts";

/** The parts of the inspector that every connection shares. */
export interface ConnectionContext {
  readonly events: EventLog;
  readonly wire: WireLog;
  readonly calls: Calls;
  readonly asks: Asks;
  readonly logs: Logs;
  /** The version of the inspector, as the client names itself to servers. */
  readonly version: string;
}

/** A raw request may be anything, so nothing else ends one whose stream stays open. */
const RAW_TIMEOUT_MS = 600_000;

/** One server that the inspector shows: its connection, its lists and what it is asked. */
export class ServerConnection {
  readonly id: string;
  readonly target: InspectorTarget;
  readonly #context: ConnectionContext;
  readonly #subscriptions: Subscriptions;
  #state: ConnectionState;
  readonly #catalogue: LiveCatalogue;
  #client: Client | undefined;
  #opening: Promise<void> | undefined;
  #attempt: AbortController | undefined;
  #retry: NodeJS.Timeout | undefined;
  #retries = 0;
  #logLevel: LoggingLevel | undefined;
  #write: ((text: string) => void) | undefined;
  #tap: Tap | undefined;
  readonly #http: HttpSender;
  #evidence = new ConnectionEvidence();
  #isRemoved = false;
  #isLooking = false;

  constructor(id: string, target: InspectorTarget, context: ConnectionContext) {
    this.id = id;
    this.#http = new HttpSender(target);
    this.target = target;
    this.#context = context;
    this.#catalogue = new LiveCatalogue({
      connection: id,
      wire: context.wire,
      publish: (catalogue) => context.events.publish({ type: "catalogue", catalogue }),
      onFailure: (error) => {
        if (isSignInNeeded(error)) this.#lose(error);
      },
      onWarning: (message) => context.logs.warning(id, message),
    });
    this.#subscriptions = new Subscriptions({
      onUpdate: (uri) =>
        context.events.publish({ type: "resource-updated", connection: id, uri, at: Date.now() }),
      onEnd: (error) => this.#trouble(error),
    });
    this.#state = firstState(id, target);
    this.#publish({});
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** The lists as they were read last. */
  get catalogue(): Catalogue | undefined {
    return this.#catalogue.current;
  }

  /** Returns the client. @throws HostFailure 409 while there is none. */
  get client(): Client {
    if (this.#client !== undefined) return this.#client;
    throw new HostFailure(409, {
      code: "NOT_CONNECTED",
      step: "send the request",
      cause: `${this.#state.label} is ${this.#state.status}`,
      fix: "connect first",
    });
  }

  /**
   * Connects, or connects again; joins an attempt that is under way. Resolves however the attempt ends,
   * which the state shows.
   */
  connect(preference?: ConnectionState["preference"]): Promise<void> {
    if (preference !== undefined && preference !== this.#state.preference) {
      this.#publish({ preference });
      this.#attempt?.abort(new MortiseError("ABORTED", "Another revision was chosen"));
      this.#opening = undefined;
    }
    clearTimeout(this.#retry);
    this.#opening ??= this.#reopen("connecting");
    return this.#opening;
  }

  /** Ends the connection, and keeps what is shown. */
  async disconnect(): Promise<void> {
    clearTimeout(this.#retry);
    this.#attempt?.abort(new MortiseError("ABORTED", "Disconnected in the inspector"));
    this.#opening = undefined;
    await this.#drop();
    if (this.#isRemoved) return;
    this.#publish({ status: "disconnected", subscriptions: [] }, ["failure", "signInUrl"]);
  }

  /** Ends the connection for good. */
  async remove(): Promise<void> {
    this.#isRemoved = true;
    await this.disconnect();
    this.#context.events.publish({ type: "connection-removed", connection: this.id });
  }

  /** Reads the lists again. */
  async refresh(): Promise<void> {
    void this.client;
    await this.#catalogue.read();
  }

  /** Makes a request. */
  call(method: string, params: JsonObject): string {
    return this.#context.calls.start(this.request(method, params));
  }

  /** Waits for the end of a task, and puts its questions to the page. */
  followTask(taskId: string): string {
    const request = this.request("tasks/get", { taskId });
    const send = (options: CallToolOptions) => readTask(request.client.task(taskId), options);
    return this.#context.calls.start({ ...request, send });
  }

  /** Prepares a request for {@link Calls}. */
  request(method: string, params: JsonObject): CallRequest {
    const { client } = this;
    const name = params["name"];
    const tools = this.#catalogue.current?.tools.items;
    const tool = method === "tools/call" ? tools?.find((each) => each.name === name) : undefined;
    const onResult = (): void => this.#accepted();
    const onTrouble = (error: unknown): void => this.#trouble(error);
    return { connection: this.id, client, method, params, tool, onResult, onTrouble };
  }

  /** Sends bytes as they are, with further headers over HTTP. */
  raw(body: string, headers: Readonly<Record<string, string>> = {}): string {
    const { url } = this.target;
    const tap = this.#tap;
    const write = this.#write;
    void this.client;
    return this.#context.calls.startRaw(this.id, body, async (signal, end) => {
      if (url !== undefined && tap !== undefined) {
        const until = AbortSignal.any([signal, AbortSignal.timeout(RAW_TIMEOUT_MS)]);
        await this.#http.post({ url, body, headers, tap, signal: until });
        end();
        return;
      }
      if (write === undefined) throw new TypeError(`${this.target.name} takes no raw requests`);
      write(body.endsWith("\n") ? body : `${body}\n`);
      // The answer to a request ends the call; nothing answers anything else.
      if (readRpc(body)?.summary.kind !== "request") end();
    });
  }

  async subscribe(uri: string, isOn: boolean): Promise<void> {
    if (isOn) await this.#subscriptions.begin(this.client, uri);
    else this.#subscriptions.end(uri);
    this.#publish({ subscriptions: this.#subscriptions.uris });
  }

  async setLogLevel(level: LoggingLevel): Promise<void> {
    await this.client.setLogLevel(level);
    this.#logLevel = level;
  }

  setRoots(roots: ConnectionState["roots"]): void {
    this.#publish({ roots });
  }

  async #reopen(status: "connecting" | "stale"): Promise<void> {
    const attempt = new AbortController();
    this.#attempt = attempt;
    await this.#drop();
    if (attempt.signal.aborted) return;
    if (status === "connecting") this.#publish({ status }, ["failure", "signInUrl"]);
    this.#evidence = new ConnectionEvidence();
    try {
      const client = await this.target.connect(this.#connection(attempt.signal));
      if (attempt.signal.aborted) {
        await client.close();
        return;
      }
      await this.#begin(client);
    } catch (error) {
      if (!attempt.signal.aborted) this.#failed(error, status);
    } finally {
      if (this.#attempt === attempt) {
        this.#attempt = undefined;
        this.#opening = undefined;
      }
    }
  }

  async #begin(client: Client): Promise<void> {
    this.#client = client;
    this.#retries = 0;
    const { revision, serverInfo, capabilities, instructions } = client;
    this.#publish(
      {
        status: "connected",
        revision,
        capabilities,
        ...(serverInfo && { serverInfo }),
        ...(instructions !== undefined && { instructions }),
      },
      ["failure", "signInUrl"],
    );
    this.#catalogue.use(client);
    const again = this.#state.subscriptions;
    await this.#catalogue.read();
    if (this.#logLevel !== undefined)
      await client.setLogLevel(this.#logLevel).catch(() => undefined);
    for (const uri of again) await this.#subscriptions.begin(client, uri).catch(() => undefined);
  }

  #failed(error: unknown, status: "connecting" | "stale"): void {
    const failure = describeFailure(error, { step: "connect", ...this.#evidence.read() });
    if (isSignInNeeded(error)) this.#publish({ status: "needs-auth", failure }, ["signInUrl"]);
    else if (status === "connecting") this.#publish({ status: "failed", failure }, ["signInUrl"]);
    else {
      this.#publish({ status: "stale", failure });
      this.#retryLater();
    }
  }

  /** Looks whether the connection is lost after a request failed or a stream broke off. */
  #trouble(error: unknown): void {
    if (isConnectionLost(error) || isSignInNeeded(error)) this.#lose(error);
    // The sign-in was for this request alone, as one for more scopes that a person declined.
    else if (this.#state.status === "signing-in") this.#accepted();
  }

  /** A request was answered, so that a sign-in that was asked for since the connection began is over. */
  #accepted(): void {
    const { status } = this.#state;
    if (this.#client === undefined || (status !== "needs-auth" && status !== "signing-in")) return;
    this.#publish({ status: "connected" }, ["failure", "signInUrl"]);
  }

  #lose(error: unknown): void {
    const { status } = this.#state;
    if (status === "stale" || this.#client === undefined) return;
    const failure = describeFailure(error, {
      step: "keep the connection",
      ...this.#evidence.read(),
    });
    // The client stays: a later request may be accepted, and none is made without a person.
    if (isSignInNeeded(error)) this.#publish({ status: "needs-auth", failure }, ["signInUrl"]);
    else {
      this.#publish({ status: "stale", failure });
      this.#retryLater();
    }
  }

  #retryLater(): void {
    clearTimeout(this.#retry);
    const pause = retryPause(this.#retries);
    this.#retries += 1;
    this.#retry = setTimeout(() => {
      this.#opening ??= this.#reopen("stale");
    }, pause);
    this.#retry.unref();
  }

  async #drop(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    this.#catalogue.use(undefined);
    this.#write = undefined;
    this.#subscriptions.endAll();
    this.#context.calls.cancelAll(this.id);
    await client?.close().catch(() => undefined);
  }

  #connection(signal: AbortSignal): TargetConnection {
    const rows = new FrameRows(this.#context.wire, {
      connection: this.id,
      lane: "inspector",
      currentCall: () => callContext.getStore(),
      findCall: this.#context.calls.find,
    });
    const evidence = this.#evidence;
    const { logs } = this.#context;
    const changed = (): void => this.#catalogue.follow();
    const standing = new StandingStreams();
    this.#tap = (frame) => {
      rows.push(frame);
      evidence.push(frame);
      if (standing.push(frame) && !signal.aborted) this.#look(evidence);
    };
    const settings: ConnectOptions = {
      name: "mortise-inspector",
      version: this.#context.version,
      revision: this.#state.preference as "auto" | Revision,
      signal,
      restart: false,
      cache: false,
      extensions: [VIEWS],
      tap: this.#tap,
      ...(this.target.url !== undefined && { fetch: this.#http.fetch }),
      elicit: (params, { signal: until, reason }) =>
        this.#ask("elicitation", params as unknown as JsonObject, until, reason) as never,
      sample: (params, { signal: until }) =>
        this.#ask("sampling", params as unknown as JsonObject, until) as never,
      roots: () => {
        const { roots } = this.#state;
        const call = this.#context.calls.findAsking(this.id);
        const question = { connection: this.id, kind: "roots", params: {}, call } as const;
        this.#context.asks.record(question, { roots: roots as never });
        return roots;
      },
      onToolsChanged: changed,
      onPromptsChanged: changed,
      onResourcesChanged: changed,
      onLog: (entry) => logs.notification(this.id, entry, callContext.getStore()),
      onWarning: (message) => logs.warning(this.id, message),
    };
    return {
      settings,
      onStderr: (text) => {
        evidence.stderr(text);
        logs.stderr(this.id, text);
      },
      onCommand: (command) => this.#publish({ command }),
      onAccount: (account) => this.#publish({ account }),
      onSignIn: (signInUrl) => this.#publish({ status: "signing-in", signInUrl }),
      onProcess: (write) => {
        this.#write = write;
      },
    };
  }

  /** Asks whether the server is still there; the exit code of a process is known a little later. */
  #look(evidence: ConnectionEvidence): void {
    const client = this.#client;
    if (evidence !== this.#evidence || client === undefined || this.#isLooking) return;
    this.#isLooking = true;
    client
      .ping({ timeout: "10s" })
      .catch((error: unknown) => {
        if (client === this.#client) this.#lose(error);
      })
      .finally(() => {
        this.#isLooking = false;
      });
  }

  #ask(
    kind: "elicitation" | "sampling",
    params: JsonObject,
    signal: AbortSignal,
    reason?: string,
  ): Promise<JsonObject> {
    const call = this.#context.calls.findAsking(this.id);
    return this.#context.asks.put({ connection: this.id, kind, params, call, reason }, signal);
  }

  #publish(part: Partial<ConnectionState>, without: readonly (keyof ConnectionState)[] = []): void {
    const state = { ...this.#state, ...part };
    for (const member of without) delete (state as Partial<ConnectionState>)[member];
    const isNew = part.status !== undefined && part.status !== this.#state.status;
    this.#state = isNew ? { ...state, since: Date.now() } : state;
    if (!this.#isRemoved) {
      this.#context.events.publish({ type: "connection", connection: this.#state });
    }
  }
}

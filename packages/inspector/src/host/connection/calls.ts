import type { CallToolOptions, Client, Progress } from "@mortise/client";
import type { JsonObject } from "@mortise/protocol";
import { canonicalJson, MortiseError, ProtocolError } from "@mortise/protocol";
import type { CallState, WireRow } from "../../contract/index.ts";
import {
  INLINE_RESULT_BYTES,
  isTooDeep,
  parseExactJson,
  roundNumbers,
} from "../../contract/index.ts";
import type { EventLog } from "../state/event-log.ts";
import { HostFailure } from "../state/host-failure.ts";
import { refuseTooDeep } from "../state/refuse-too-deep.ts";
import type { RpcMessage } from "../wire/rpc-summary.ts";
import type { FindCall, PassedMessage, PassingRow, WireLog } from "../wire/wire-log.ts";
import type { Asks } from "./asks.ts";
import { callContext } from "./call-context.ts";
import { describeFailure } from "./describe-failure.ts";
import { judgeOutput } from "./output-verdict.ts";
import { withDigits } from "./with-digits.ts";

/** A person waits for the result and can cancel; a lost answer still ends. */
const TIMEOUT = "10m";
const MAX_TIMEOUT = "12h";
/** The large results that are kept for the page. */
const MAX_LARGE = 20;

/** A request for {@link Calls.start}. */
export interface CallRequest {
  readonly connection: string;
  readonly client: Client;
  readonly method: string;
  readonly params: JsonObject;
  /** The listed tool, for a call of one. */
  readonly tool?: JsonObject | undefined;
  /** Sends it in another way than by its method. */
  readonly send?: (options: CallToolOptions) => Promise<JsonObject>;
  /** Called with a result. */
  readonly onResult: () => void;
  /** Called when the connection may be lost. */
  readonly onTrouble: (error: unknown) => void;
}

/** How {@link Calls.follow} makes a request. */
export interface FollowedRequest<Answer> {
  /** Cancels the request. */
  readonly signal: AbortSignal;
  /** Is given the id of the call before anything is sent. */
  readonly onStart: (call: string) => void;
  readonly send: (options: CallToolOptions) => Promise<Answer>;
}

interface Running {
  state: CallState;
  readonly controller: AbortController;
  /** Requests of this call that were sent, and those that are answered. */
  sent: number;
  answered: number;
  startedAt: number | undefined;
  endedAt: number | undefined;
  /** The text of the last answer. */
  answer?: string;
}

/** The requests that the inspector makes, from their start to their end. */
export class Calls {
  readonly #events: EventLog;
  readonly #running = new Map<string, Running>();
  readonly #large = new Map<string, { readonly connection: string; readonly text: string }>();
  readonly #tokens = new Map<string, string>();
  readonly #wire: WireLog;
  readonly #asks: Asks;
  #count = 0;

  constructor(events: EventLog, wire: WireLog, asks: Asks) {
    this.#events = events;
    this.#asks = asks;
    this.#wire = wire;
    wire.listen((passed) => this.#observe(passed));
  }

  /** Makes a request; its state arrives as events. */
  start(request: CallRequest): string {
    const { connection, method, params } = request;
    const running = this.#begin({ connection, method, params });
    const { id } = running.state;
    void callContext.run(id, () => this.#run(running, request));
    return id;
  }

  /** Makes a request for another part of the inspector, which receives what `send` returns. */
  async follow<Answer>(
    request: CallRequest,
    { signal, onStart, send }: FollowedRequest<Answer>,
  ): Promise<Answer> {
    const { connection, method, params, tool, onResult, onTrouble } = request;
    const running = this.#begin({ connection, method, params });
    const { id } = running.state;
    onStart(id);
    const ended = AbortSignal.any([signal, running.controller.signal]);
    try {
      const answer = await callContext.run(id, () => send(this.#optionsOf(running, ended)));
      onResult();
      const { result = {} } = JSON.parse(running.answer ?? "{}") as {
        readonly result?: JsonObject;
      };
      refuseTooDeep(result, "read the result");
      this.#succeed(
        running,
        withDigits(result, running.answer),
        method === "tools/call" ? judgeOutput(tool, result) : undefined,
      );
      return answer;
    } catch (error) {
      if (signal.aborted) this.#end(running, { status: "cancelled" });
      else this.#fail(running, error, `answer ${method}`);
      onTrouble(error);
      throw error;
    }
  }

  /** Begins a call whose bytes are sent by `send`, and that ends with the answer to its id. */
  startRaw(
    connection: string,
    raw: string,
    send: (signal: AbortSignal, end: () => void) => Promise<void>,
  ): string {
    const { method = "", params = {} } = readRawRequest(raw);
    const running = this.#begin({ connection, method, params, raw });
    const { id } = running.state;
    const end = (): void => this.#end(running, { status: "done" });
    void callContext.run(id, async () => {
      try {
        await send(running.controller.signal, end);
      } catch (error) {
        this.#fail(running, error, "send the bytes");
      }
    });
    return id;
  }

  /** Cancels a call, here and at the server. @throws HostFailure 404 when it does not run. */
  cancel(id: string): void {
    const running = this.#running.get(id);
    if (running === undefined) {
      throw new HostFailure(404, {
        code: "UNKNOWN_CALL",
        step: "cancel the call",
        cause: `no call ${JSON.stringify(id)} is running`,
        fix: "it has ended; see the history",
      });
    }
    running.controller.abort(new MortiseError("ABORTED", "Cancelled in the inspector"));
    // A raw request has no client that would end it.
    if (running.state.raw !== undefined) this.#end(running, { status: "cancelled" });
  }

  /** Cancels the calls of a connection that is closed; those that have become tasks end with it, and their tasks go on. */
  cancelAll(connection: string): void {
    for (const [id, { state }] of [...this.#running]) {
      if (state.connection === connection && state.task === undefined) this.cancel(id);
    }
  }

  /** Returns whether a call is of a connection, if it is running or its result is kept. */
  isOf(id: string, connection: string): boolean {
    const running = this.#running.get(id)?.state.connection;
    return (running ?? this.#large.get(id)?.connection) === connection;
  }

  /** Adds the times of the server's code, of each round of a call, also after its end. */
  addSpans(id: string, spans: NonNullable<CallState["spans"]>): void {
    const running = this.#running.get(id);
    const state = running?.state ?? this.#events.newest("call", id)?.call;
    if (state === undefined) return;
    const all = [...(state.spans ?? []), ...spans];
    if (running) this.#change(running, { spans: all });
    else this.#events.publish({ type: "call", call: { ...state, spans: all } });
  }

  /** Returns a result that is too large for the stream, as JSON. */
  readResult(id: string): string | undefined {
    return this.#large.get(id)?.text;
  }

  /** Returns the call that a question of a server belongs to. */
  findAsking(connection: string): string | undefined {
    const current = callContext.getStore();
    if (current !== undefined && this.#running.has(current)) return current;
    // Over stdio nothing names the request that a question of a legacy server belongs to.
    const own = [...this.#running.values()].filter(({ state }) => state.connection === connection);
    return own.length === 1 ? own[0]?.state.id : undefined;
  }

  /** Finds the call that a message on the wire belongs to. */
  readonly find: FindCall = (message, row) => {
    if (row.lane !== "inspector") return undefined;
    const { method, params = {} } = message;
    if (method === "notifications/cancelled") {
      const id = params["requestId"] as string | number;
      return this.#wire.findOpen(row, row.direction, id)?.call;
    }
    if (method === "notifications/progress") {
      return this.#tokens.get(tokenKey(row.connection, params["progressToken"]));
    }
    if (row.direction === "to-client") {
      return method === undefined || method === "notifications/message"
        ? undefined
        : this.findAsking(row.connection);
    }
    return (this.#findSender(message, row) ?? this.#findTask(params["taskId"], row))?.state.id;
  };

  /** Finds the call that a task answers. */
  #findTask(task: unknown, { connection }: PassingRow): Running | undefined {
    if (task === undefined) return undefined;
    return [...this.#running.values()].find(
      ({ state }) => state.connection === connection && state.task === task,
    );
  }

  #findSender({ method, params = {} }: RpcMessage, row: PassingRow): Running | undefined {
    const fitting = [...this.#running.values()].filter(
      ({ state }) =>
        state.connection === row.connection && state.method === method && fits(state, params),
    );
    const current = callContext.getStore();
    const own = fitting.find(({ state }) => state.id === current);
    // Messages of one turn leave a process's client together, in the context of the first.
    if (own !== undefined && row.transport === "http") return own;
    return fitting.find(({ sent, answered }) => sent === answered) ?? own;
  }

  #begin(part: Pick<CallState, "connection" | "method" | "params" | "raw">): Running {
    const state: CallState = {
      id: `call-${++this.#count}`,
      ...part,
      startedAt: Date.now(),
      status: "running",
      rounds: 1,
    };
    const running: Running = {
      state,
      controller: new AbortController(),
      sent: 0,
      answered: 0,
      startedAt: undefined,
      endedAt: undefined,
    };
    this.#running.set(state.id, running);
    this.#events.publish({ type: "call", call: state });
    return running;
  }

  async #run(running: Running, request: CallRequest): Promise<void> {
    const { client, method, params, tool, onResult, onTrouble } = request;
    try {
      const options = this.#optionsOf(running, running.controller.signal);
      const { send = (given) => client.request(method, params, given) } = request;
      const read = await send(options);
      refuseTooDeep(read, "read the result");
      const result = withDigits(read, running.answer);
      const output = method === "tools/call" ? judgeOutput(tool, read) : undefined;
      this.#succeed(running, result, output);
      onResult();
    } catch (error) {
      this.#fail(running, error, `answer ${method}`);
      onTrouble(error);
    }
  }

  #optionsOf(running: Running, signal: AbortSignal): CallToolOptions {
    return {
      signal,
      onProgress: (progress) => this.#progress(running, progress),
      onTask: ({ id }) => this.#change(running, { task: id }),
      fresh: true,
      timeout: TIMEOUT,
      maxTimeout: MAX_TIMEOUT,
    };
  }

  #succeed(running: Running, result: JsonObject, output: CallState["output"] | undefined): void {
    const text = JSON.stringify(result);
    const resultBytes = Buffer.byteLength(text);
    const isLarge = resultBytes > INLINE_RESULT_BYTES;
    if (isLarge) this.#keepLarge(running.state, text);
    this.#end(running, {
      status: "done",
      resultBytes,
      ...(!isLarge && { result }),
      ...(output !== undefined && { output }),
    });
  }

  #fail(running: Running, error: unknown, step: string): void {
    if (running.controller.signal.aborted) {
      this.#end(running, { status: "cancelled" });
    } else if (ProtocolError.is(error) && error.isReceived) {
      const { code, message, data } = error;
      const isShown = data !== undefined && !isTooDeep(data);
      const received = { code, message, ...(isShown && { data: data as never }) };
      this.#end(running, { status: "failed", error: received });
    } else {
      this.#end(running, { status: "failed", failure: describeFailure(error, { step }) });
    }
  }

  #progress(running: Running, progress: Progress): void {
    if (running.state.status !== "running") return;
    this.#change(running, { progress });
  }

  #end(running: Running, part: Partial<CallState>): void {
    const { startedAt, endedAt, state } = running;
    if (!this.#running.delete(state.id)) return;
    const ms = startedAt === undefined || endedAt === undefined ? undefined : endedAt - startedAt;
    this.#change(running, { ...part, ...(ms !== undefined && { ms }) });
    this.#asks.endOf(state.id);
    for (const [token, call] of this.#tokens) if (call === state.id) this.#tokens.delete(token);
  }

  #change(running: Running, part: Partial<CallState>): void {
    running.state = { ...running.state, ...part, rounds: Math.max(1, running.sent) };
    this.#events.publish({ type: "call", call: running.state });
  }

  /** Counts rounds and time where the bytes pass. */
  #observe(passed: PassedMessage): void {
    const { row, message, asked } = passed;
    const running = row.call === undefined ? undefined : this.#running.get(row.call);
    if (running === undefined) return;
    const { kind } = message.summary;
    if (row.direction === "to-server" && kind === "request") {
      // The questions after a task of the call are no rounds of it.
      if (message.method !== running.state.method && running.state.raw === undefined) return;
      running.sent += 1;
      running.startedAt ??= row.at;
      const token = (message.params?.["_meta"] as JsonObject | undefined)?.["progressToken"];
      if (token !== undefined) this.#tokens.set(tokenKey(row.connection, token), running.state.id);
      return;
    }
    if (asked?.row.call !== row.call || asked === undefined || row.direction !== "to-client")
      return;
    running.answered += 1;
    running.endedAt = row.at;
    running.answer = passed.text;
    if (running.state.raw === undefined) return;
    try {
      this.#endRaw(running, passed);
    } catch (failed) {
      this.#fail(running, failed, "read the answer");
    }
  }

  #endRaw(running: Running, { text }: PassedMessage): void {
    const { result, error } = parseExactJson(text) as {
      readonly result?: JsonObject;
      readonly error?: NonNullable<CallState["error"]>;
    };
    refuseTooDeep(result ?? error, "read the answer");
    if (result !== undefined) this.#succeed(running, result, undefined);
    else if (error !== undefined) this.#end(running, { status: "failed", error });
  }

  #keepLarge({ id, connection }: CallState, text: string): void {
    this.#large.set(id, { connection, text });
    for (const oldest of this.#large.keys()) {
      if (this.#large.size <= MAX_LARGE) break;
      this.#large.delete(oldest);
    }
  }
}

/** Every parameter of the call is in the message, beside the revision's and the answers of a round. */
function fits({ params, raw }: CallState, sent: Readonly<Record<string, unknown>>): boolean {
  if (raw !== undefined) return true;
  return Object.entries(params).every(
    ([name, value]) =>
      name === "_meta" || canonicalJson(sent[name]) === canonicalJson(roundNumbers(value)),
  );
}

function readRawRequest(raw: string): { method?: string; params?: JsonObject } {
  try {
    const { method, params } = parseExactJson(raw) as { method?: unknown; params?: unknown };
    return {
      ...(typeof method === "string" && { method }),
      ...(typeof params === "object" && params !== null && { params: params as JsonObject }),
    };
  } catch {
    return {};
  }
}

function tokenKey(connection: WireRow["connection"], token: unknown): string {
  return JSON.stringify([connection, token]);
}

import type { Agent, AgentEvent, Conversation, RunEndEvent } from "@mortise/agent";
import { MortiseError, untilAborted } from "@mortise/protocol";
import type { ChatModel, ChatTurn, ConnectionStatus } from "../../contract/index.ts";
import type { Calls } from "../connection/calls.ts";
import type { ServerConnection } from "../connection/server-connection.ts";
import type { EventLog } from "../state/event-log.ts";
import { HostFailure } from "../state/host-failure.ts";
import { ChatServer } from "./chat-server.ts";
import { describeChatFailure } from "./describe-chat-failure.ts";
import { TurnWriter } from "./turn-writer.ts";

/** A longer conversation is refused: the page keeps no more turns, and no model reads them. */
const MAX_TURNS = 100;
/** A server that does not answer by then is left out of the answer. */
const LONGEST_CONNECTING_MS = 15_000;
/** A person may think about an approval or a question for as long as about a call. */
const TIME_LIMIT = "12h";

/** The parts of the inspector that the chat uses. */
export interface ChatOptions {
  readonly events: EventLog;
  readonly calls: Calls;
  readonly connections: () => readonly ServerConnection[];
  /** Default: the first that a key or a model server on this machine gives. */
  readonly model?: string;
}

interface Run {
  readonly writer: TurnWriter;
  readonly controller: AbortController;
  readonly ended: Promise<void>;
}

/** An agent on the connected servers, and its conversation with the person at the page. */
export class Chat {
  readonly #options: ChatOptions;
  /** Tools that need no further approval. */
  readonly #approved = new Set<string>();
  #conversation: Conversation | undefined;
  #agent: { readonly agent: Agent; readonly servers: string } | undefined;
  #opening: Promise<unknown> = Promise.resolve();
  #run: Run | undefined;
  #turns = 0;
  #kept = 0;

  constructor(options: ChatOptions) {
    this.#options = options;
  }

  /** Begins to answer a message, and returns the id of its turn. @throws HostFailure 409. */
  send(message: string): string {
    if (this.#run !== undefined) {
      throw refuse("the message before is still being answered", "wait for its end, or stop it");
    }
    if (this.#kept >= MAX_TURNS) {
      throw refuse(`the chat has ${MAX_TURNS} messages`, "clear the chat");
    }
    const usable = this.#connections((is) => is === "connected" || is === "connecting");
    if (usable.length === 0) throw unconnected();
    this.#kept += 1;
    this.#turns += 1;
    const { events } = this.#options;
    const writer = new TurnWriter(`turn-${this.#turns}`, message, (turn) =>
      events.publish({ type: "chat", turn }),
    );
    const controller = new AbortController();
    const ended = this.#answer(writer, controller.signal);
    this.#run = { writer, controller, ended };
    return writer.turn.id;
  }

  /** Ends the answer that is being written. */
  stop(): void {
    this.#run?.controller.abort(new MortiseError("ABORTED", "Stopped in the inspector"));
    this.#run?.writer.release();
  }

  /** Decides a call that waits. @throws HostFailure 404 when it does not. */
  approve(turn: string, part: string, answer: "once" | "always" | "refuse"): void {
    const writer = this.#run?.writer;
    const waiting = writer?.turn.id === turn ? writer.waiting(part) : undefined;
    if (writer === undefined || waiting === undefined) {
      throw new HostFailure(404, {
        code: "NOT_WAITING",
        step: "approve the call",
        cause: "no such call waits for approval",
        fix: "it was decided already, or the answer was stopped",
      });
    }
    if (answer === "always") this.#approved.add(toolKey(waiting.connection, waiting.tool));
    writer.decide(part, answer !== "refuse");
  }

  /** Stops the answer and forgets the conversation. */
  async clear(): Promise<void> {
    const run = this.#run;
    run?.writer.detach();
    this.stop();
    await run?.ended;
    this.#conversation = undefined;
    this.#approved.clear();
    this.#kept = 0;
    await this.#closeAgent();
    const { events } = this.#options;
    events.forgetAll("chat");
    events.publish({ type: "chat-cleared" });
  }

  /** Finds the model that will answer. @throws HostFailure 409 when there is none. */
  async model(): Promise<ChatModel> {
    try {
      // Another agent would end the run of the present one.
      const current = this.#run === undefined ? undefined : this.#agent?.agent;
      const agent = current ?? (await this.#open(this.#connected()));
      const { label, source } = await agent.model();
      return { label, isOffline: source === "offline" };
    } catch (error) {
      throw new HostFailure(409, describeChatFailure(error), { cause: error });
    }
  }

  async close(): Promise<void> {
    this.stop();
    await this.#run?.ended;
    await this.#closeAgent();
  }

  async #answer(writer: TurnWriter, signal: AbortSignal): Promise<void> {
    let end: RunEndEvent | undefined;
    try {
      await this.#connecting(signal);
      const connections = this.#connected();
      if (connections.length === 0) throw unconnected();
      const agent = await this.#open(connections);
      for await (const event of agent.run(writer.turn.message, { signal })) {
        if (event.type === "run-end") end = event;
      }
    } catch (error) {
      if (!signal.aborted) writer.push(toErrorEvent(error));
    } finally {
      this.#run = undefined;
      writer.end(statusOf(end, signal, writer.turn));
    }
  }

  /** Takes an event as it happens: a call begins before its event is read. */
  #take(event: AgentEvent): void {
    const writer = this.#run?.writer;
    if (writer === undefined) return;
    if (event.type !== "approval-request") {
      writer.push(event);
    } else if (this.#approved.has(toolKey(event.server, event.tool))) {
      event.answer(true);
    } else {
      event.answer(writer.ask(event));
    }
  }

  /** Returns the agent on these servers, with the conversation so far. */
  #open(connections: readonly ServerConnection[]): Promise<Agent> {
    const opening = this.#opening.then(() => this.#openNext(connections));
    this.#opening = opening.catch(() => undefined);
    return opening;
  }

  async #openNext(connections: readonly ServerConnection[]): Promise<Agent> {
    const servers = JSON.stringify(connections.map(({ id }) => id));
    if (this.#agent?.servers === servers) return this.#agent.agent;
    // An inspector without a chat does not load it.
    const { createAgent } = await import("@mortise/agent");
    await this.#closeAgent();
    const { model } = this.#options;
    const agent = createAgent({
      servers: Object.fromEntries(
        connections.map((connection) => [connection.id, this.#serverOf(connection)]),
      ),
      limits: { time: TIME_LIMIT },
      onEvent: (event) => this.#take(event),
      ...(model !== undefined && { model }),
      ...(this.#conversation !== undefined && { conversation: this.#conversation }),
    });
    this.#conversation = agent.conversation;
    this.#agent = { agent, servers };
    return agent;
  }

  #serverOf(connection: ServerConnection): ChatServer {
    return new ChatServer(connection, this.#options.calls, (call) => this.#run?.writer.tie(call));
  }

  /** The server that a question is about may still be starting. */
  async #connecting(signal: AbortSignal): Promise<void> {
    const late = AbortSignal.any([signal, AbortSignal.timeout(LONGEST_CONNECTING_MS)]);
    // It joins the attempts that are under way.
    const attempts = this.#connections((status) => status === "connecting").map((each) =>
      each.connect(),
    );
    await untilAborted(Promise.all(attempts), late).catch(() => signal.throwIfAborted());
  }

  #connected(): readonly ServerConnection[] {
    return this.#connections((status) => status === "connected");
  }

  #connections(is: (status: ConnectionStatus) => boolean): readonly ServerConnection[] {
    return this.#options.connections().filter(({ state }) => is(state.status));
  }

  async #closeAgent(): Promise<void> {
    const agent = this.#agent?.agent;
    this.#agent = undefined;
    await agent?.close();
  }
}

function statusOf(
  end: RunEndEvent | undefined,
  signal: AbortSignal,
  turn: ChatTurn,
): Exclude<ChatTurn["status"], "running"> {
  if (signal.aborted || end?.stopReason === "abort") return "stopped";
  return turn.failure !== undefined || end === undefined ? "failed" : "done";
}

function toErrorEvent(thrown: unknown): AgentEvent {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  return { type: "error", error, message: error.message };
}

function toolKey(connection: string | undefined, tool: string): string {
  return JSON.stringify([connection, tool]);
}

function unconnected(): HostFailure {
  return refuse("no server is connected", "connect one first");
}

function refuse(cause: string, fix: string): HostFailure {
  return new HostFailure(409, { code: "NOT_NOW", step: "send the message", cause, fix });
}

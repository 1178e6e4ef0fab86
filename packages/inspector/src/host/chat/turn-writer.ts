import type { AgentEvent, ApprovalRequestEvent, ToolReference } from "@mortise/agent";
import type { JsonObject } from "@mortise/protocol";
import { canonicalJson } from "@mortise/protocol";
import type { ChatPart, ChatToolPart, ChatTurn } from "../../contract/index.ts";
import type { ChatCall } from "./chat-server.ts";
import { describeChatFailure } from "./describe-chat-failure.ts";

/** Pieces of a text that come together are sent together: each event holds the whole turn. */
const GATHER_MS = 50;
/** The characters of all texts of a turn that are kept. */
const MAX_TEXT = 200_000;

type OpenStatus = "waiting" | "running";

/** Writes one turn of the chat from the events of its run. */
export class TurnWriter {
  readonly #publish: (turn: ChatTurn) => void;
  readonly #asked = new Map<string, (isApproved: boolean) => void>();
  /** The part of each reference of the agent; a later call may have the id of an earlier one. */
  readonly #partOf = new Map<string, string>();
  #turn: ChatTurn;
  #timer: NodeJS.Timeout | undefined;
  #length = 0;
  #isDetached = false;

  constructor(id: string, message: string, publish: (turn: ChatTurn) => void) {
    this.#publish = publish;
    this.#turn = { id, startedAt: Date.now(), message, status: "running", parts: [] };
    this.#send();
  }

  get turn(): ChatTurn {
    return this.#turn;
  }

  /** Publishes nothing further, as after the chat was cleared. */
  detach(): void {
    this.#isDetached = true;
    clearTimeout(this.#timer);
  }

  /** Takes an event of the run; a request for approval goes to {@link ask}. */
  push(event: AgentEvent): void {
    switch (event.type) {
      case "run-start": {
        const isOffline = event.modelSource === "offline";
        this.#change({ model: { label: event.model, isOffline } });
        return;
      }
      case "server-error":
        this.#note(`${event.server} is left out: ${describeChatFailure(event.error).cause}`);
        return;
      case "tool-left-out":
        this.#note(`${event.tool || "A tool"} of ${event.server} is left out: ${event.reason}`);
        return;
      case "text-start":
        this.#add({ kind: "text", text: "" });
        return;
      case "text-delta":
        this.#write(event.text);
        return;
      case "tool-start":
        this.#begin(event, "running");
        return;
      case "tool-end":
        this.#endTool(event, {
          status: event.isError ? "failed" : "done",
          result: event.result,
          ms: event.durationMs,
        });
        return;
      case "tool-denied":
        this.#deny(event, event.reason);
        return;
      case "model-retry":
        this.#note(`The model is asked again: ${event.reason}`);
        return;
      case "limit-reached":
        this.#note(event.message);
        return;
      case "error":
        this.#change({ failure: describeChatFailure(event.error) });
        return;
      case "run-end":
        this.#change({ usage: event.usage });
        return;
      default:
    }
  }

  /** Puts a call before the page, and resolves with the decision. */
  async ask(event: ApprovalRequestEvent): Promise<boolean> {
    const isDestructive = event.annotations.destructiveHint === true;
    const id = this.#begin(event, "waiting", isDestructive);
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#asked.set(id, resolve);
    return await promise;
  }

  /** Returns the part that waits for a decision. */
  waiting(id: string): ChatToolPart | undefined {
    return this.#asked.has(id) ? this.#tools().find((part) => part.id === id) : undefined;
  }

  /** Decides a call that waits. */
  decide(id: string, isApproved: boolean): void {
    const answer = this.#asked.get(id);
    this.#asked.delete(id);
    if (isApproved) this.#changeTool(id, { status: "running" });
    answer?.(isApproved);
  }

  /** Ties the card of a tool to the call of the inspector. */
  tie({ connection, tool, args, call }: ChatCall): void {
    const wanted = canonicalJson(args);
    const part = this.#tools().find(
      (each) =>
        each.connection === connection &&
        each.tool === tool &&
        each.status === "running" &&
        each.call === undefined &&
        canonicalJson(each.args) === wanted,
    );
    if (part !== undefined) this.#changeTool(part.id, { call });
  }

  /** Ends the wait for decisions, which would hold a stopped run up. */
  release(): void {
    for (const answer of this.#asked.values()) answer(false);
    this.#asked.clear();
  }

  /** Ends the turn; calls that had not ended were stopped with it. */
  end(status: Exclude<ChatTurn["status"], "running">): void {
    const parts = this.#turn.parts.map((part): ChatPart => {
      const isOpen =
        part.kind === "tool" && (part.status === "running" || part.status === "waiting");
      return isOpen ? { ...part, status: "stopped" } : part;
    });
    this.release();
    this.#change({ status, parts });
  }

  #begin(reference: ToolReference, status: OpenStatus, isDestructive = false): string {
    const known = this.#partOf.get(reference.id);
    const part = this.#tools().find(({ id }) => id === known);
    if (part !== undefined && (part.status === "waiting" || part.status === "running")) {
      this.#changeTool(part.id, { status });
      return part.id;
    }
    const id = `part-${this.#turn.parts.length + 1}`;
    this.#partOf.set(reference.id, id);
    const { server, tool, displayName: title, args, isOwn } = reference;
    this.#add({
      kind: "tool",
      id,
      ...(!isOwn && { connection: server }),
      tool,
      title,
      args: args as JsonObject,
      status,
      ...(isDestructive && { isDestructive }),
    });
    return id;
  }

  #deny(reference: ToolReference, reason: string): void {
    this.#begin(reference, "running");
    this.#endTool(reference, { status: "refused", result: reason });
  }

  #endTool({ id }: ToolReference, part: Partial<ChatToolPart>): void {
    const known = this.#partOf.get(id);
    if (known !== undefined) this.#changeTool(known, part);
  }

  #tools(): ChatToolPart[] {
    return this.#turn.parts.filter((part) => part.kind === "tool");
  }

  #changeTool(id: string, change: Partial<ChatToolPart>): void {
    const parts = this.#turn.parts.map((part) =>
      part.kind === "tool" && part.id === id ? { ...part, ...change } : part,
    );
    this.#change({ parts });
  }

  #write(piece: string): void {
    const left = MAX_TEXT - this.#length;
    if (left <= 0) return;
    this.#length += piece.length;
    const last = this.#turn.parts.at(-1);
    const isText = last?.kind === "text";
    const text = (isText ? last.text : "") + piece.slice(0, left);
    const before = isText ? this.#turn.parts.slice(0, -1) : this.#turn.parts;
    const parts: ChatPart[] = [...before, { kind: "text", text }];
    if (piece.length > left)
      parts.push({ kind: "note", text: "The rest of the text is left out." });
    this.#turn = { ...this.#turn, parts };
    if (!this.#isDetached) this.#timer ??= setTimeout(() => this.#send(), GATHER_MS);
  }

  #note(text: string): void {
    this.#add({ kind: "note", text });
  }

  #add(part: ChatPart): void {
    this.#change({ parts: [...this.#turn.parts, part] });
  }

  #change(part: Partial<ChatTurn>): void {
    this.#turn = { ...this.#turn, ...part };
    this.#send();
  }

  #send(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#isDetached) this.#publish(this.#turn);
  }
}

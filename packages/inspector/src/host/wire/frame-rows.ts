import { TextDecoder } from "node:util";
import type { WireFrame } from "@mortise/protocol";
import type { WireRow } from "../../contract/index.ts";
import type { EventBlock } from "./event-blocks.ts";
import { EventBlocks } from "./event-blocks.ts";
import { readRpc } from "./rpc-summary.ts";
import type { FindCall, PassingRow, WireLog } from "./wire-log.ts";

/** The place of the frames of one tap in the log. */
export interface FrameSource {
  readonly connection: string;
  readonly lane: string;
  /** Finds the call of the inspector that is under way where a frame passes. */
  readonly currentCall?: () => string | undefined;
  readonly findCall?: FindCall;
}

/** A direction of an exchange whose body has not ended. */
interface Body {
  /** The blocks of an event stream; other bodies are gathered in `parts`. */
  readonly blocks: EventBlocks | undefined;
  readonly parts: Buffer[];
  /** A character may be cut between two parts. */
  readonly decoder: TextDecoder;
}

/**
 * Makes rows of the frames of one tap: a line of stdio, a JSON body and an event of a stream are a row each,
 * whatever parts they came in.
 */
export class FrameRows {
  readonly #log: WireLog;
  readonly #source: FrameSource;
  readonly #bodies = new Map<string, Body>();
  /** The call of each exchange, for its later frames. */
  readonly #calls = new Map<number, string>();

  constructor(log: WireLog, source: FrameSource) {
    this.#log = log;
    this.#source = source;
  }

  /** Takes a frame; fits as a tap. */
  push(frame: WireFrame): void {
    if (frame.kind === "request-head" || frame.kind === "response-head") this.#head(frame);
    else if (frame.kind === "end") this.#end(frame);
    else if (frame.transport === "http") this.#part(frame);
    else this.#line(frame);
  }

  #part(frame: Extract<WireFrame, { kind: "data" }>): void {
    const body = this.#bodies.get(bodyKey(frame)) ?? openBody(false);
    this.#bodies.set(bodyKey(frame), body);
    const bytes = toBytes(frame.data);
    if (body.blocks === undefined) {
      body.parts.push(bytes);
      return;
    }
    const text = body.decoder.decode(bytes, { stream: true });
    for (const block of body.blocks.push(text)) this.#block(frame, block);
  }

  #head(frame: Extract<WireFrame, { kind: "request-head" | "response-head" }>): void {
    const { headers } = frame;
    const isRequest = frame.kind === "request-head";
    const call = isRequest ? this.#source.currentCall?.() : this.#calls.get(frame.exchange);
    if (call !== undefined) this.#calls.set(frame.exchange, call);
    this.#add(frame, {
      kind: isRequest ? "http-request" : "http-response",
      http: isRequest
        ? { method: frame.method, url: frame.url, headers }
        : { status: frame.status, headers },
      text: "",
    });
    const type = headers.find(([name]) => name === "content-type")?.[1] ?? "";
    const isStream = type.toLowerCase().startsWith("text/event-stream");
    this.#bodies.set(bodyKey(frame), openBody(isStream));
  }

  #line(frame: Extract<WireFrame, { kind: "data" }>): void {
    const text = toText(frame.data);
    if (readRpc(text) !== undefined) {
      this.#message(frame, text.replace(/\r?\n$/, ""));
      return;
    }
    const isOutput = frame.transport === "stdio" && directionOf(frame) === "to-client";
    if (isOutput && text.trim() === "") return;
    this.#add(frame, { kind: isOutput ? "stray" : "body", text, bytes: frame.data.length });
  }

  #block(frame: WireFrame, { text, data }: EventBlock): void {
    if (data !== undefined && readRpc(data) !== undefined) this.#message(frame, data);
    else this.#add(frame, { kind: "body", text });
  }

  #end(frame: Extract<WireFrame, { kind: "end" }>): void {
    const key = bodyKey(frame);
    const body = this.#bodies.get(key);
    this.#bodies.delete(key);
    if (body !== undefined) this.#endBody(frame, body);
    const isStream = body?.blocks !== undefined;
    const isLasting = frame.transport !== "http" && directionOf(frame) === "to-client";
    if (frame.reason !== undefined || isStream || isLasting) {
      this.#add(frame, { kind: "end", text: frame.reason ?? "" });
    }
    if (directionOf(frame) === "to-client") this.#calls.delete(frame.exchange);
  }

  #endBody(frame: WireFrame, { blocks, parts, decoder }: Body): void {
    const rest = (blocks?.end() ?? "") + decoder.decode();
    if (rest !== "") this.#add(frame, { kind: "body", text: rest });
    if (parts.length === 0) return;
    const bytes = Buffer.concat(parts);
    const text = bytes.toString("utf8");
    if (readRpc(text) !== undefined) this.#message(frame, text);
    else this.#add(frame, { kind: "body", text, bytes: bytes.length });
  }

  #message(frame: WireFrame, text: string): void {
    const row = this.#add(frame, { kind: "rpc", text });
    if (row.call !== undefined && frame.transport === "http") {
      this.#calls.set(frame.exchange, row.call);
    }
  }

  #add(frame: WireFrame, part: Pick<PassingRow, "kind" | "text"> & Partial<PassingRow>): WireRow {
    const { connection, lane, findCall } = this.#source;
    const isSentRaw = part.kind === "body" && directionOf(frame) === "to-server";
    const call =
      this.#calls.get(frame.exchange) ?? (isSentRaw ? this.#source.currentCall?.() : undefined);
    return this.#log.add(
      {
        connection,
        lane,
        direction: directionOf(frame),
        transport: frame.transport as WireRow["transport"],
        exchange: frame.exchange,
        ...(call !== undefined && { call }),
        ...part,
      },
      findCall,
    );
  }
}

function directionOf({ side, direction }: WireFrame): WireRow["direction"] {
  return (side === "client") === (direction === "sent") ? "to-server" : "to-client";
}

function bodyKey({ exchange, direction }: WireFrame): string {
  return `${exchange} ${direction}`;
}

function openBody(isStream: boolean): Body {
  const blocks = isStream ? new EventBlocks() : undefined;
  return { blocks, parts: [], decoder: new TextDecoder() };
}

function toBytes(data: string | Uint8Array): Buffer {
  return typeof data === "string" ? Buffer.from(data) : Buffer.from(data);
}

function toText(data: string | Uint8Array): string {
  return typeof data === "string" ? data : Buffer.from(data).toString("utf8");
}

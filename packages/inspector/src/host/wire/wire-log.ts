import type { WireRow } from "../../contract/index.ts";
import { INLINE_BYTES } from "../../contract/index.ts";
import type { EventLog } from "../state/event-log.ts";
import { Pairing } from "./pairing.ts";
import type { RpcMessage } from "./rpc-summary.ts";
import { readRpc } from "./rpc-summary.ts";

const MAX_ROWS = 5_000;
const MAX_BYTES = 50 * 1024 * 1024;
/** Heads of requests that wait for the head of their answer. */
const MAX_HEADS = 10_000;

/** A row before it is numbered, cut and paired. */
export type PassingRow = Omit<
  WireRow,
  "id" | "at" | "text" | "bytes" | "isCut" | "rpc" | "pair" | "ms"
> & {
  /** Default: now. */
  readonly at?: number;
  /** All of the bytes, as text if they are well-formed UTF-8. */
  readonly text: string;
  /** The size of the bytes where the text is not them. */
  readonly bytes?: number;
};

/** A row of a message, with the message and the request that it answers. */
export interface PassedMessage {
  readonly row: WireRow;
  readonly message: RpcMessage;
  /** The whole text of the row. */
  readonly text: string;
  /** The row and message that this one answers. */
  readonly asked?: { readonly row: WireRow; readonly message: RpcMessage };
}

/** Finds the call of the inspector that a request belongs to, before its row is made. */
export type FindCall = (message: RpcMessage, row: PassingRow) => string | undefined;

interface Kept {
  readonly connection: string;
  readonly text: string;
  readonly bytes: number;
}

/** Everything that crossed the wire, up to 5,000 rows and 50 MB, the oldest given up first. */
export class WireLog {
  readonly #events: EventLog;
  readonly #texts = new Map<number, Kept>();
  readonly #pairing = new Pairing();
  readonly #heads = new Map<string, WireRow>();
  readonly #listeners = new Set<(passed: PassedMessage) => void>();
  #bytes = 0;
  #count = 0;

  constructor(events: EventLog) {
    this.#events = events;
  }

  /** Adds a row: reads its message, pairs it and passes it on. */
  add(passing: PassingRow, findCall?: FindCall): WireRow {
    const { text, at = now() } = passing;
    const message = passing.kind === "rpc" ? readRpc(text) : undefined;
    const answered = this.#findAsked(passing, message);
    const call = passing.call ?? answered?.row.call ?? (message && findCall?.(message, passing));
    const asked = answered === undefined ? {} : { pair: answered.row.id, ms: at - answered.row.at };
    const method = answered?.message?.method;
    const { rpc } = message === undefined ? { rpc: undefined } : { rpc: message.summary };
    const bytes = passing.bytes ?? Buffer.byteLength(text);
    const isCut = text.length > INLINE_BYTES;
    const subject = answered?.message?.summary.subject;
    const row: WireRow = {
      ...passing,
      id: ++this.#count,
      at,
      ...asked,
      ...(call !== undefined && { call }),
      ...(rpc && {
        rpc: {
          ...rpc,
          ...(rpc.method === undefined && method !== undefined && { method }),
          ...(rpc.subject === undefined && subject !== undefined && { subject }),
        },
      }),
      text: isCut ? text.slice(0, INLINE_BYTES) : text,
      bytes,
      isCut,
    };
    this.#remember(row, message);
    this.#keep(row.id, { connection: row.connection, text, bytes });
    this.#events.publish({ type: "wire", row });
    if (message !== undefined) this.#pass({ row, message, text, answered });
    return row;
  }

  /** Returns the whole text of a row; `undefined` once it was given up. */
  read(id: number): string | undefined {
    return this.#texts.get(id)?.text;
  }

  /** Returns the connection of a row that is kept. */
  connectionOf(id: number): string | undefined {
    return this.#texts.get(id)?.connection;
  }

  /** Returns the row of a request that still waits for its answer. */
  findOpen(
    row: Pick<WireRow, "connection" | "lane">,
    direction: WireRow["direction"],
    id: string | number,
  ): WireRow | undefined {
    return this.#pairing.find(row, direction, id)?.row;
  }

  /** Forgets every row. */
  clear(): void {
    for (const id of this.#texts.keys()) this.#events.forget("wire", String(id));
    this.#texts.clear();
    this.#bytes = 0;
    this.#events.publish({ type: "wire-cleared", before: this.#count + 1 });
  }

  /** Calls `listener` with every message from now on; returns a function that ends this. */
  listen(listener: (passed: PassedMessage) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #pass({
    answered,
    ...passed
  }: Omit<PassedMessage, "asked"> & { answered: Asked | undefined }): void {
    const asked = answered?.message && { row: answered.row, message: answered.message };
    for (const listener of [...this.#listeners]) listener({ ...passed, ...(asked && { asked }) });
  }

  #findAsked(passing: PassingRow, message: RpcMessage | undefined): Asked | undefined {
    if (passing.kind === "http-response") {
      const head = headKey(passing);
      const row = this.#heads.get(head);
      this.#heads.delete(head);
      return row && { row };
    }
    const kind = message?.summary.kind;
    if (message?.id === undefined || (kind !== "result" && kind !== "error")) return undefined;
    return this.#pairing.answer(passing as WireRow, message.id);
  }

  #remember(row: WireRow, message: RpcMessage | undefined): void {
    if (row.kind === "http-request") this.#rememberHead(row);
    if (message?.summary.kind === "request") this.#pairing.ask(row, message);
  }

  /** A request may never be answered, so that the oldest is given up. */
  #rememberHead(row: WireRow): void {
    this.#heads.set(headKey(row), row);
    if (this.#heads.size <= MAX_HEADS) return;
    const [oldest = ""] = this.#heads.keys();
    this.#heads.delete(oldest);
  }

  #keep(id: number, kept: Kept): void {
    this.#texts.set(id, kept);
    this.#bytes += kept.bytes;
    for (const [oldest, { bytes }] of this.#texts) {
      if (this.#texts.size <= MAX_ROWS && this.#bytes <= MAX_BYTES) break;
      if (oldest === id) break;
      this.#texts.delete(oldest);
      this.#bytes -= bytes;
      this.#events.forget("wire", String(oldest));
    }
  }
}

interface Asked {
  readonly row: WireRow;
  readonly message?: RpcMessage;
}

function headKey({
  connection,
  lane,
  exchange,
}: Pick<WireRow, "connection" | "lane" | "exchange">): string {
  return JSON.stringify([connection, lane, exchange]);
}

/** Milliseconds since 1970, with fractions. */
function now(): number {
  return performance.timeOrigin + performance.now();
}

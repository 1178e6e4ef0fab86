import type { WireRow } from "../../contract/index.ts";
import { exchangeKey } from "./exchange-key.ts";
import type { WireEntry } from "./wire-entry.ts";
import { toEntry } from "./wire-entry.ts";

/** The entries of a wire log, kept up to date at the cost of what is new. */
export interface WireIndex {
  /**
   * Takes the rows of the log, oldest first, and returns its entries, oldest first. Rows that were
   * dropped at the front, or cleared, lose their entries.
   */
  update(rows: readonly WireRow[]): readonly WireEntry[];
}

/** Creates an index without rows. */
export function createWireIndex(): WireIndex {
  let state = emptyState();
  return {
    update(rows) {
      if (!continues(state, rows)) state = emptyState();
      const from = state.last === undefined ? 0 : findAfter(rows, state.last);
      if (from === rows.length) return state.entries;
      const entries = [...state.entries];
      for (const row of rows.slice(from)) add(state, entries, row);
      state.first = rows[0]?.id;
      state.last = rows.at(-1)?.id;
      state.entries = entries;
      return entries;
    },
  };
}

interface State {
  entries: readonly WireEntry[];
  first: number | undefined;
  last: number | undefined;
  /** The place in `entries` by the id of each row in it. */
  readonly placeOf: Map<number, number>;
  /** The rows of HTTP requests and responses, by the key of their exchange. */
  readonly requests: Map<string, WireRow>;
  readonly responses: Map<string, WireRow>;
  /** The places of the entries of an exchange. */
  readonly carried: Map<string, number[]>;
}

function emptyState(): State {
  return {
    entries: [],
    first: undefined,
    last: undefined,
    placeOf: new Map(),
    requests: new Map(),
    responses: new Map(),
    carried: new Map(),
  };
}

function continues({ first, last }: State, rows: readonly WireRow[]): boolean {
  if (first === undefined || last === undefined) return true;
  return rows[0]?.id === first && (rows.at(-1)?.id ?? 0) >= last;
}

/** Returns the place after the row with this id, by halving: ids rise. */
function findAfter(rows: readonly WireRow[], id: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((rows[middle]?.id ?? 0) <= id) low = middle + 1;
    else high = middle;
  }
  return low;
}

function add(state: State, entries: WireEntry[], row: WireRow): void {
  const exchange = exchangeKey(row);
  if (row.kind === "end") return;
  if (row.kind === "http-request") begin(state, exchange, row);
  if (row.kind === "http-response") {
    state.responses.set(exchange, row);
    for (const place of state.carried.get(exchange) ?? []) {
      replace(entries, place, { response: row });
    }
    return;
  }
  const asked = isAnswer(row) ? placeOfRequest(state, row) : undefined;
  if (asked !== undefined) {
    replace(entries, asked, { answer: row });
    state.placeOf.set(row.id, asked);
    return;
  }
  if (row.kind === "body" && isHttpEntry(state, entries, exchange)) return;
  const place = entries.length;
  state.placeOf.set(row.id, place);
  const carried = state.carried.get(exchange);
  if (carried === undefined) state.carried.set(exchange, [place]);
  else carried.push(place);
  const request = state.requests.get(exchange);
  const response = state.responses.get(exchange);
  if (row.rpc !== undefined && request !== undefined) {
    replace(entries, state.placeOf.get(request.id), { carries: true });
  }
  entries.push(
    toEntry({
      row,
      ...(request === undefined ? {} : { request }),
      ...(response === undefined ? {} : { response }),
    }),
  );
}

/** A client that connects again counts its exchanges from 1 again. */
function begin(state: State, exchange: string, row: WireRow): void {
  state.requests.set(exchange, row);
  state.responses.delete(exchange);
  state.carried.delete(exchange);
}

function isAnswer({ rpc, pair }: WireRow): boolean {
  return pair !== undefined && (rpc?.kind === "result" || rpc?.kind === "error");
}

function placeOfRequest(state: State, { pair }: WireRow): number | undefined {
  return pair === undefined ? undefined : state.placeOf.get(pair);
}

/** A body that is no message of JSON-RPC, such as a page of HTML, belongs to its HTTP request. */
function isHttpEntry(state: State, entries: readonly WireEntry[], exchange: string): boolean {
  const [place] = state.carried.get(exchange) ?? [];
  return place !== undefined && entries[place]?.row.kind === "http-request";
}

function replace(
  entries: WireEntry[],
  place: number | undefined,
  change: Pick<WireEntry, "answer" | "response" | "carries">,
): void {
  const entry = place === undefined ? undefined : entries[place];
  if (entry === undefined || place === undefined) return;
  const { id: _id, outcome: _outcome, ms: _ms, bytes: _bytes, ...before } = entry;
  entries[place] = toEntry({ ...before, ...change });
}

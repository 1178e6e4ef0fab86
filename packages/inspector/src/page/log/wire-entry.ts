import type { WireRow } from "../../contract/index.ts";

/** How an entry ended: `open` has no answer yet, `sent` wants none. */
export type WireOutcome =
  | "open"
  | "ok"
  | "is-error"
  | "rpc-error"
  | "http-error"
  | "sent"
  | "stray";

/** One line of the wire log: a request with its answer, a notification, or output beside the protocol. */
export interface WireEntry {
  /** That of its first row. */
  readonly id: number;
  /** The row that began it. */
  readonly row: WireRow;
  /** The JSON-RPC answer, once it arrived. */
  readonly answer?: WireRow;
  /** The HTTP request that carried it. */
  readonly request?: WireRow;
  /** The HTTP response to that request. */
  readonly response?: WireRow;
  /** An HTTP request whose messages have entries of their own. */
  readonly carries?: boolean;
  readonly outcome: WireOutcome;
  /** Milliseconds from the request to its answer, at the tap. */
  readonly ms?: number;
  /** The bytes of the request and the answer. */
  readonly bytes: number;
}

/** The kinds of {@link WireEntry} that the buttons above the log choose from. */
export type WireView = "all" | "rpc" | "http" | "stderr" | "stray";

/** Returns the view that shows an entry beside `all`. */
export function viewOf({ row }: WireEntry): Exclude<WireView, "all"> {
  if (row.kind === "stderr" || row.kind === "stray") return row.kind;
  return row.rpc === undefined ? "http" : "rpc";
}

/** Returns an entry of these rows. */
export function toEntry(rows: Omit<WireEntry, "id" | "outcome" | "ms" | "bytes">): WireEntry {
  const { row, answer, response } = rows;
  const ms = answer?.ms ?? (row.rpc === undefined ? response?.ms : undefined);
  return {
    ...rows,
    id: row.id,
    outcome: outcomeOf(rows),
    ...(ms === undefined ? {} : { ms }),
    bytes: row.bytes + (answer?.bytes ?? 0),
  };
}

function outcomeOf({
  row,
  answer,
  response,
}: Pick<WireEntry, "row" | "answer" | "response">): WireOutcome {
  if (row.kind === "stray") return "stray";
  if (row.kind === "stderr") return "sent";
  const message = answer?.rpc ?? row.rpc;
  if (message?.kind === "error") return "rpc-error";
  if (message?.isError === true) return "is-error";
  if ((response?.http?.status ?? 0) >= 400) return "http-error";
  if (answer !== undefined || message?.kind === "result") return "ok";
  if (row.rpc?.kind === "notification") return "sent";
  if (row.rpc === undefined && response !== undefined) return "ok";
  return "open";
}

/** Returns whether an entry ended with a failure of any kind. */
export function hasFailed({ outcome }: WireEntry): boolean {
  return outcome !== "open" && outcome !== "ok" && outcome !== "sent";
}

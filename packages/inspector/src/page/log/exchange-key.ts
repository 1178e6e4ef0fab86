import type { WireRow } from "../../contract/index.ts";

/** Names the exchange of a row; each client of a server counts its own from 1. */
export function exchangeKey({
  connection,
  lane,
  exchange,
}: Pick<WireRow, "connection" | "lane" | "exchange">): string {
  return JSON.stringify([connection, lane, exchange]);
}

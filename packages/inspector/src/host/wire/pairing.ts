import type { WireRow } from "../../contract/index.ts";
import type { RpcMessage } from "./rpc-summary.ts";

/** A request whose answer has not passed yet. */
interface Open {
  readonly row: WireRow;
  readonly message: RpcMessage;
}

/** Requests without an answer that are remembered for each connection and direction. */
const MAX_OPEN = 10_000;

/**
 * Finds the request that an answer belongs to: by connection, lane, direction and id, and first in the same
 * exchange, since clients of the modern revision count each HTTP request from the same number.
 */
export class Pairing {
  readonly #open = new Map<string, Open[]>();
  #count = 0;

  /** Remembers a request until its answer passes. */
  ask(row: WireRow, message: RpcMessage): void {
    if (message.id === undefined) return;
    if (this.#count >= MAX_OPEN) this.#clear();
    const key = keyOf(row, row.direction, message.id);
    const before = this.#open.get(key);
    if (before === undefined) this.#open.set(key, [{ row, message }]);
    else before.push({ row, message });
    this.#count += 1;
  }

  /** Returns the request that `row` answers, once. */
  answer(row: Omit<WireRow, "id">, id: string | number): Open | undefined {
    const direction = row.direction === "to-client" ? "to-server" : "to-client";
    const key = keyOf(row, direction, id);
    const open = this.#open.get(key);
    if (open === undefined) return undefined;
    const same = open.findIndex((each) => each.row.exchange === row.exchange);
    const [found] = open.splice(same === -1 ? open.length - 1 : same, 1);
    if (open.length === 0) this.#open.delete(key);
    this.#count -= 1;
    return found;
  }

  /** Returns a request that still waits for its answer. */
  find(
    row: Pick<WireRow, "connection" | "lane">,
    direction: WireRow["direction"],
    id: string | number,
  ): Open | undefined {
    return this.#open.get(keyOf(row, direction, id))?.at(-1);
  }

  #clear(): void {
    this.#open.clear();
    this.#count = 0;
  }
}

function keyOf(
  { connection, lane }: Pick<WireRow, "connection" | "lane">,
  direction: WireRow["direction"],
  id: string | number,
): string {
  return JSON.stringify([connection, lane, direction, id]);
}

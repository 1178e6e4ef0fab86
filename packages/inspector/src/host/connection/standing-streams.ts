import type { WireFrame } from "@mortise/protocol";

/**
 * Notices that a server may be gone: the output of its process ended, or a stream over HTTP that stays open
 * for changes.
 */
export class StandingStreams {
  readonly #exchanges = new Set<number>();

  /** Takes a frame of the wire; returns whether it ends such a stream. */
  push(frame: WireFrame): boolean {
    const { kind, transport, exchange, direction } = frame;
    if (kind === "request-head") {
      const method = frame.headers.find(([name]) => name === "mcp-method")?.[1];
      // 2025-11-25, Listening for Messages from the Server; 2026-07-28, Subscriptions.
      if (frame.method === "GET" || method === "subscriptions/listen")
        this.#exchanges.add(exchange);
      return false;
    }
    if (kind !== "end" || direction !== "received") return false;
    return transport !== "http" || this.#exchanges.delete(exchange);
  }
}

import type { Body } from "./body.ts";

/** A connection to a server with some number of requests in flight. */
export interface Connection {
  /** The number of requests that may be in flight at once. */
  readonly width: number;
  /** Sends one request; its answer arrives at `onAnswer`. */
  send(message: string): void;
  /** Receives the body of each answer; a connection that breaks calls `onError`. */
  onAnswer: (body: Body) => void;
  onError: (error: Error) => void;
  close(): void;
}

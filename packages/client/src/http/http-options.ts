import type { Clock } from "@mortise/protocol";
import type { KnownServers } from "../known-server/known-servers.ts";
import type { HeaderSource } from "./header-source.ts";

/** Settings of a `HttpTransport`. */
export interface HttpTransportOptions {
  readonly headers?: HeaderSource;
  /** Default: the platform's `fetch`, or what costs less than it and does the same. */
  readonly fetch?: typeof fetch;
  /** The longest message accepted, in bytes; default 64 MiB. */
  readonly maxMessageBytes?: number;
  readonly onWarning?: (message: string) => void;
  /** Gives the time and counts it; default: the platform's. */
  readonly clock?: Clock;
  /** What is remembered of servers between connections; default: one memory for the process. */
  readonly knownServers?: KnownServers;
}

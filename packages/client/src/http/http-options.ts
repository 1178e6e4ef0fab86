import type { ClientAuth, Clock, Tap } from "@mortise/protocol";
import type { KnownServers } from "../known-server/known-servers.ts";
import type { HeaderSource } from "./header-source.ts";

/** Settings of a `HttpTransport`. */
export interface HttpTransportOptions {
  /** Headers for every HTTP request, or a function that is asked before each. Default: none. */
  readonly headers?: HeaderSource;
  /**
   * Authorizes every HTTP request, and answers the server's challenges: POST, the GET of an event
   * stream and DELETE, the first probe included. Default: no credentials; a refusal is `HTTP_ERROR`.
   */
  readonly auth?: ClientAuth;
  /** Makes the HTTP requests. Default: the platform's `fetch`, or a cheaper one that does the same. */
  readonly fetch?: typeof fetch;
  /** The longest message accepted, in bytes. Default 64 MiB. */
  readonly maxMessageBytes?: number;
  /** Receives problems that fail no request. Default: none are reported. */
  readonly onWarning?: (message: string) => void;
  /** Gives the time and calls back later. Default: the platform's clock. */
  readonly clock?: Clock;
  /** Remembers what connections found out about servers. Default: one memory for the process. */
  readonly knownServers?: KnownServers;
  /**
   * Sees every frame in both directions as it crosses the wire, HTTP bodies after their content coding.
   * Credentials in headers are redacted, bodies are not. Default: none, at no cost.
   */
  readonly tap?: Tap;
}

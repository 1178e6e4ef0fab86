import type { Principal } from "./auth/principal.ts";
import type { JsonRpcMessage, RequestId } from "./jsonrpc/message.ts";
import type { Revision } from "./revision.ts";
import type { Tap } from "./tap.ts";

/** How one message is to be sent. */
export interface SendOptions {
  /** Gives up on the message; on HTTP this closes the response stream, which cancels the request. */
  readonly signal?: AbortSignal;
  /** The revision the message is written for, once it is known. */
  readonly revision?: Revision;
  /** Further HTTP headers, such as mirrored arguments; ignored elsewhere. */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Stops the request's time limit while the transport waits for something else than the server, such
   * as a login; the returned function starts it again.
   */
  readonly suspendTimeout?: () => () => void;
}

/** Takes what arrives on a {@link Transport}. */
export interface TransportReceiver {
  /** A message arrived; `requestId` names the request whose response stream carried it, if one did. */
  message(message: JsonRpcMessage, requestId?: RequestId): void;
  /**
   * Something arrived in place of the answer to the request `requestId`, and is no message: the request
   * fails with `error`. A transport that cannot find the request reports a warning instead.
   */
  unreadable?(error: Error, requestId: RequestId): void;
  /** The transport ended, with an error unless it was closed on purpose. */
  closed(error?: Error): void;
}

/**
 * Carries JSON-RPC messages from a client to a server and back (2026-07-28, Transports).
 *
 * `send` resolves when the message is handed over (on HTTP: when its response stream has ended) and
 * rejects when that failed; a response arrives through the receiver, not as the value of `send`.
 */
export interface Transport {
  /** `stdio`, `http` or `memory`; a custom transport names itself. */
  readonly kind: string;
  /** Names the legacy session that requests belong to; absent if there is none. */
  readonly sessionId?: string | undefined;
  /**
   * Why the server cannot send anything by itself, such as changes; absent while it can, or while that is
   * not known.
   */
  readonly unheard?: Error | undefined;
  /** Begins to receive; called once, before the first `send`. */
  start(receiver: TransportReceiver): Promise<void>;
  /** Sends one message. */
  send(message: JsonRpcMessage, options?: SendOptions): Promise<void>;
  /**
   * Notifies the transport that `initialize` settled on `revision`, so that legacy HTTP can open its
   * standalone stream. Absent where nothing depends on it.
   */
  opened?(revision: Revision): Promise<void>;
  /** Ends the connection. */
  close(): Promise<void>;
}

/** The method by which something in this process offers a connection to itself. */
export const openTransport = "~openTransport";

/** How a connection inside this process is opened. */
export interface ConnectableOptions {
  /** The caller, as handlers find it on `ctx.auth`. Default: an anonymous caller. */
  readonly principal?: Principal | undefined;
  /** Receives each frame on the server's side of the connection. Default: none. */
  readonly tap?: Tap | undefined;
}

/** Something in this process that a client can connect to, such as a server object. */
export interface Connectable {
  /** Opens a connection to the target. */
  [openTransport](options?: ConnectableOptions): Transport;
}

/** Returns whether `target` offers connections to itself. */
export function isConnectable(target: unknown): target is Connectable {
  return (
    (typeof target === "object" || typeof target === "function") &&
    target !== null &&
    openTransport in target
  );
}

/**
 * Marks a fetch with the parts of a request and a response that a client's transport needs alone.
 */
export const transportFetch: unique symbol = Symbol.for("mortise.transport-fetch");

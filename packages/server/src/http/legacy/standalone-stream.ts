import { atExpiry } from "../../authorization/at-expiry.ts";
import type { Origin } from "../../request/origin.ts";
import { LISTS } from "../../subscription/subscriptions.ts";
import type { EventStream } from "../exchange/event-stream.ts";
import type { HttpExchange } from "../exchange/exchange.ts";
import type { LegacyHost } from "./legacy-host.ts";
import type { LoggedStream } from "./logged-stream.ts";
import type { HttpSession } from "./session-store.ts";

/** A GET for an event stream of a session. */
export interface StreamRequest {
  readonly exchange: HttpExchange;
  readonly origin: Origin;
  readonly found: HttpSession;
}

/**
 * Opens the stream for messages that belong to no request, in place of any that the session has
 * (2025-11-25, Streamable HTTP, Listening for Messages from the Server).
 */
export async function openStandaloneStream(
  endpoint: LegacyHost,
  request: StreamRequest,
): Promise<void> {
  const { found } = request;
  const stream = beginStandaloneStream(endpoint, found);
  await endpoint.claimStream(found.session, stream).catch((error: unknown) => {
    stream.end();
    throw error;
  });
  const connection = openConnection(endpoint, request, () => stream.disconnected(connection));
  stream.connect(connection);
}

/** Begins such a stream, which gathers what happens until it is connected; `successor` follows the last. */
export function beginStandaloneStream(
  endpoint: LegacyHost,
  found: HttpSession,
  successor?: string,
): LoggedStream {
  const { session } = found;
  let stop: (() => void) | undefined;
  found.stream?.end(successor);
  const stream = endpoint.streams.open(session.id, {
    kind: "standalone",
    header: "null",
    isPrimed: session.revision >= "2025-11-25",
    onAbandoned: () => stream.end(),
    onFollowed: (follower) => stream.end(follower),
    onEnd: () => {
      stop?.();
      if (found.stream === stream) found.stream = undefined;
    },
  });
  try {
    stop = session.listen((text) => stream.send(text));
  } catch (error) {
    stream.end();
    throw error;
  }
  found.stream = stream;
  return stream;
}

/**
 * Answers a GET with an event stream that belongs to a session, and ends with the credentials of the GET;
 * `onEnd` is called when it has ended.
 */
export function openConnection(
  endpoint: LegacyHost,
  { exchange, origin, found }: StreamRequest,
  onEnd: () => void,
): EventStream {
  const { engine } = endpoint;
  found.open += 1;
  let keep: (() => void) | undefined;
  const connection = engine.streams.open(exchange, {
    headers: engine.cors(exchange),
    onSlow: (unread) => {
      const message = `A session's stream was cut: its client left ${unread} bytes unread`;
      engine.core.log({ level: "warning", message });
      connection.end();
    },
    onEnd: () => {
      keep?.();
      endpoint.release(found);
      onEnd();
    },
  });
  if (!connection.isEnded)
    keep = atExpiry(origin.principal, engine.core.clock, () => connection.end());
  // Some clients wait for the first byte before they go on.
  connection.keepAlive();
  return connection;
}

/** Notifies a client that may have missed changes that everything it follows may have changed. */
export function notifyAllChanged(stream: LoggedStream, { session }: HttpSession): void {
  const send = (method: string, params: object): void =>
    stream.send(JSON.stringify({ jsonrpc: "2.0", method, params }));
  for (const list of LISTS) send(`notifications/${list}/list_changed`, {});
  for (const uri of session.uris) send("notifications/resources/updated", { uri });
}

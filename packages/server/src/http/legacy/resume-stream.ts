import { ErrorCode, ProtocolError } from "@mortise/protocol";
import { closing } from "../../cancellation/stopping.ts";
import type { EventStream } from "../exchange/event-stream.ts";
import type { HttpExchange } from "../exchange/exchange.ts";
import type { LegacyHost } from "./legacy-host.ts";
import type { StreamPlace } from "./resumable-streams.ts";
import { parseEventId } from "./resumable-streams.ts";
import { unknownSession } from "./session-store.ts";
import type { StreamRequest } from "./standalone-stream.ts";
import { beginStandaloneStream, notifyAllChanged, openConnection } from "./standalone-stream.ts";
import type { StreamFollower } from "./stream-follower.ts";

/**
 * Answers a GET with `Last-Event-ID`: sends what came after on the same stream, from whichever instance
 * writes it, and goes on with it (2025-11-25, Streamable HTTP, Resumability and Redelivery).
 *
 * An event that belongs to no stream of the session that can be resumed is answered 400; 404 would
 * say that the session has ended.
 */
export async function resumeStream(
  endpoint: LegacyHost,
  request: StreamRequest,
  lastEventId: string,
): Promise<void> {
  const { exchange, found } = request;
  const place = parseEventId(lastEventId);
  if (!place) {
    refuse(endpoint, exchange);
    return;
  }
  const follower = await endpoint.streams.follow(found.session.id, place);
  try {
    // The session may have ended meanwhile, with everything that it had under way.
    if (found.isEnded) throw unknownSession();
    exchange.onGone(() => follower.leave());
    const resumption = { endpoint, request, follower };
    if (place.kind === "standalone") await resumeStandalone(resumption);
    else await resumeAnswer(resumption, place);
  } finally {
    follower.close();
  }
}

/** The resumption of one stream. */
interface Resumption {
  readonly endpoint: LegacyHost;
  readonly request: StreamRequest;
  readonly follower: StreamFollower;
}

async function resumeAnswer(
  { endpoint, request, follower }: Resumption,
  place: StreamPlace,
): Promise<void> {
  const { exchange, found } = request;
  if (!(await endpoint.reach(follower.find()))) {
    if (endpoint.streams.isClosed) throw closing();
    refuse(endpoint, exchange);
    return;
  }
  const connection = openConnection(endpoint, request, () => follower.leave());
  try {
    if ((await follower.run(connection)) === "lost") {
      const header = await endpoint.streams.header(found.session.id, place);
      if (header !== undefined) connection.send(writeLost(header));
    }
  } catch (error) {
    endpoint.report("A stream could not be resumed", error);
  }
  connection.end();
}

async function resumeStandalone({ endpoint, request, follower }: Resumption): Promise<void> {
  const { found } = request;
  // Later changes are gathered, and sent after the missed events.
  const successor = beginStandaloneStream(endpoint, found, follower.id);
  const connection = openConnection(endpoint, request, () => {
    follower.leave();
    if (successor.isConnected) successor.disconnected(connection);
    else successor.end();
  });
  const outcome = await replay(follower, connection).catch((error: unknown) => {
    endpoint.report("A stream could not be resumed", error);
    return "lost";
  });
  if (connection.isEnded || successor.isOver) {
    connection.end();
    return;
  }
  await endpoint.claimStream(found.session, successor).catch((error: unknown) => {
    endpoint.report("A stream could not be resumed", error);
  });
  if (outcome !== "handed over") notifyAllChanged(successor, found);
  successor.connect(connection);
}

async function replay(follower: StreamFollower, connection: EventStream): Promise<string> {
  return (await follower.find()) ? follower.run(connection) : "lost";
}

function refuse(endpoint: LegacyHost, exchange: HttpExchange): void {
  const error = new ProtocolError(
    ErrorCode.InvalidRequest,
    "Last-Event-ID names no event of this session behind which a stream can be resumed; send the request again",
  );
  endpoint.engine.fail(exchange, 400, error, undefined);
}

/** The next event is lost, and the client need not wait for it. */
function writeLost(id: string): string {
  const error = {
    code: ErrorCode.InternalError,
    message:
      "The instance that answered this request has stopped, or lost what it sent; send the request again",
  };
  return `{"jsonrpc":"2.0","id":${id},"error":${JSON.stringify(error)}}`;
}

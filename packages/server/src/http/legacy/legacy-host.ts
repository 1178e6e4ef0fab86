import type { LegacySession } from "../../session/legacy-session.ts";
import type { Responder } from "../exchange/responder.ts";
import type { LoggedStream } from "./logged-stream.ts";
import type { ResumableStreams } from "./resumable-streams.ts";
import type { HttpSession } from "./session-store.ts";

/** The legacy endpoint, as its streams see it. */
export interface LegacyHost {
  readonly engine: Responder;
  readonly streams: ResumableStreams;
  /** Makes a stream the one standalone stream of a session, on whichever instance it is open. */
  claimStream(session: LegacySession, stream: LoggedStream): Promise<void>;
  /** Settles as `call` does; a lost backplane becomes an error that clients may see. */
  reach<Value>(call: Promise<Value>): Promise<Value>;
  /** Logs an error that no client sees. */
  report(message: string, error: unknown): void;
  /** Ends a request or stream of a session. */
  release(found: HttpSession): void;
}

import type { ServerResponse } from "node:http";
import type { InspectorInfo } from "../../contract/index.ts";
import type { Entry, EventLog } from "../state/event-log.ts";
import { connectionOf } from "../state/event-log.ts";
import type { Power } from "./power.ts";
import { SECURITY_HEADERS } from "./respond.ts";

/** The time between two empty lines, by which proxies and pages see that the stream lives. */
const PULSE_MS = 15_000;
/** A page that reads slower than this many bytes of events connects again. */
const MAX_WAITING_BYTES = 64 * 1024 * 1024;

/** A stream as a page asks for it. */
export interface StreamRequest {
  readonly info: InspectorInfo;
  readonly power: Power;
  /** The last event that the page has; 0 for a new page. */
  readonly since: number;
  /** The run that the page has seen, if any. */
  readonly run?: string | undefined;
}

/** Sends the present entities, or those that changed since, and every event after that. */
export function streamEvents(
  response: ServerResponse,
  events: EventLog,
  { info, power, since, run }: StreamRequest,
): void {
  response.writeHead(200, {
    ...SECURITY_HEADERS,
    "cache-control": "no-store, no-transform",
    "content-type": "application/x-ndjson; charset=utf-8",
    "x-accel-buffering": "no",
  });
  const isOther = run !== undefined && run !== info.run;
  const isAhead = since > events.sequence;
  const from = isOther || isAhead ? 0 : since;
  if (from !== since) response.write(`${JSON.stringify({ sequence: 0, type: "reset" })}\n`);
  response.write(`${JSON.stringify({ sequence: from, type: "info", info })}\n`);
  const send = (entry: Entry): void => {
    if (power === "own" && !isOwn(entry)) return;
    response.write(entry.line);
    if (response.writableLength > MAX_WAITING_BYTES) response.destroy();
  };
  for (const entry of events.since(from)) send(entry);
  const stop = events.listen(send);
  const pulse = setInterval(() => response.write("\n"), PULSE_MS);
  response.on("close", () => {
    stop();
    clearInterval(pulse);
  });
}

/** A page without the token sees the server under development alone. */
function isOwn({ event }: Entry): boolean {
  const connection = connectionOf(event);
  if (connection !== undefined) return connection === "self";
  return event.type !== "saved" && event.type !== "chat" && event.type !== "chat-cleared";
}

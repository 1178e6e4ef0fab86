import type { LogEntry } from "@mortise/client";
import { redactText } from "@mortise/protocol";
import type { LogLine } from "../../contract/index.ts";
import { isTooDeep } from "../../contract/index.ts";
import type { EventLog } from "../state/event-log.ts";
import type { WireLog } from "../wire/wire-log.ts";

/** A line without an end is passed on when it is this long. */
const MAX_LINE = 65_536;

/** The lines that servers write beside the protocol. */
export class Logs {
  readonly #events: EventLog;
  readonly #wire: WireLog;
  readonly #unended = new Map<string, string>();
  #count = 0;

  constructor(events: EventLog, wire: WireLog) {
    this.#events = events;
    this.#wire = wire;
  }

  /** Adds a line. */
  add(line: Omit<LogLine, "id" | "at"> & { readonly at?: number }): void {
    this.#events.publish({ type: "log", line: { at: Date.now(), ...line, id: ++this.#count } });
  }

  /** Adds what a started server wrote to stderr, as lines and as rows of the wire. */
  stderr(connection: string, text: string): void {
    const lines = ((this.#unended.get(connection) ?? "") + text).split("\n");
    let rest = lines.pop() ?? "";
    if (rest.length > MAX_LINE) {
      lines.push(rest);
      rest = "";
    }
    this.#unended.set(connection, rest);
    for (const line of lines) {
      const shown = redactText(line.replace(/\r$/, ""));
      this.#wire.add({
        connection,
        lane: "inspector",
        direction: "to-client",
        transport: "stdio",
        exchange: 0,
        kind: "stderr",
        text: shown,
      });
      this.add({ connection, source: "stderr", level: "info", text: shown });
    }
  }

  /** Adds a log message of the protocol (2026-07-28, Logging). */
  notification(connection: string, { level, logger, data }: LogEntry, call?: string): void {
    const words = typeof data === "string" ? data : writeData(data);
    const text = redactText(logger === undefined ? words : `${logger}: ${words}`);
    this.add({
      connection,
      source: "notification",
      level,
      text,
      ...(call !== undefined && { call }),
    });
  }

  /** Adds a problem that fails no request. */
  warning(connection: string, message: string): void {
    const text = redactText(message);
    this.add({ connection, source: "notification", level: "warning", text });
  }
}

function writeData(data: unknown): string {
  return isTooDeep(data) ? "(nested too deep to show; see the wire log)" : JSON.stringify(data);
}

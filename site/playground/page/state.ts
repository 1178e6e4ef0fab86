import type { JsonObject, Revision } from "@mortise/protocol";
import { reactive } from "vue";
import type { Failure, Offer } from "../messages.ts";

/** A call that the reader has made, by the entry that it went to. */
export interface Call {
  readonly id: number;
  readonly method: string;
  readonly target: string;
  progress: string;
  result: JsonObject | undefined;
  failure: Failure | undefined;
}

/** A message that went over the wire, or a line of the program's console. */
export interface Line {
  readonly kind: string;
  readonly text: string;
}

export interface Question {
  readonly id: number;
  readonly params: JsonObject;
}

export interface PlaygroundState {
  status: "idle" | "starting" | "running" | "ended";
  offer: Offer | undefined;
  failure: Failure | undefined;
  revision: Revision;
  /** The example that is shown; -1 for a program from elsewhere. */
  example: number;
  /** A sentence about a link, or nothing. */
  notice: string;
  call: Call | undefined;
  readonly questions: Question[];
  readonly frames: Line[];
  readonly console: Line[];
}

export function createState(): PlaygroundState {
  return reactive({
    status: "idle",
    offer: undefined,
    failure: undefined,
    revision: "2026-07-28",
    example: 0,
    notice: "",
    call: undefined,
    questions: [],
    frames: [],
    console: [],
  });
}

/** Older lines are dropped, so that a program that writes without end does not fill the page. */
const MAX_LINES = 500;

export function addLine(lines: Line[], line: Line): void {
  lines.push(line);
  if (lines.length > MAX_LINES) lines.splice(0, lines.length - MAX_LINES);
}

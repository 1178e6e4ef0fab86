import type { LogLine } from "../../contract/index.ts";
import { post } from "./post.ts";
import { currentOrigin, takeFailure } from "./request-scope.ts";

type ConsoleMethod = "log" | "info" | "debug" | "warn" | "error" | "trace" | "dir" | "table";

const LEVELS: Readonly<Record<ConsoleMethod, LogLine["level"]>> = {
  log: "info",
  info: "info",
  debug: "debug",
  dir: "info",
  table: "info",
  trace: "debug",
  warn: "warning",
  error: "error",
};
/** Longer output of one write is cut, so that the channel of requests stays free. */
const MAX_TEXT = 64 * 1024;

interface Writing {
  readonly level: LogLine["level"];
  readonly stack: string;
}

/** The call of `console` that is writing. */
let writing: Writing | undefined;

/** Sends what the server writes to the console, stdout and stderr to the supervisor, with its request. */
export function sendOutput(): void {
  const methods: Record<ConsoleMethod, (...args: unknown[]) => void> = globalThis.console as never;
  for (const method of Object.keys(LEVELS) as ConsoleMethod[]) {
    const original = methods[method].bind(methods);
    methods[method] = (...args) => {
      const outer = writing;
      writing = outer ?? { level: LEVELS[method], stack: new Error().stack ?? "" };
      try {
        original(...args);
      } finally {
        writing = outer;
      }
    };
  }
  for (const stream of [process.stdout, process.stderr]) {
    stream.write = ((chunk: string | Uint8Array, ...rest: unknown[]) => {
      report(typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8"));
      const done = rest.find((each) => typeof each === "function");
      if (done) process.nextTick(done as () => void);
      return true;
    }) as typeof stream.write;
  }
}

/** The lines of the server's own log, of which an error was reported with its stack. */
const OWN_LINE = /^\[mortise\] (info|warning|error): /;

function report(whole: string): void {
  const text = whole.replace(/\r?\n$/, "").slice(0, MAX_TEXT);
  if (text.trim() === "") return;
  const own = OWN_LINE.exec(text)?.[1] as "info" | "warning" | "error" | undefined;
  if (own === "error" && takeFailure()) return;
  const origin = currentOrigin();
  const from = own === undefined ? writing : undefined;
  post({
    dev: "log",
    source: from ? "console" : "stderr",
    level: own ?? from?.level ?? "info",
    text,
    ...(from && { stack: from.stack }),
    ...(origin && { origin }),
  });
}

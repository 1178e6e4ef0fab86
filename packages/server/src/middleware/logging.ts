import type { OptionNames, RequestId, Revision } from "@mortise/protocol";
import { checkOptions, redactMembers, redactUrl } from "@mortise/protocol";
import type { Ended } from "./describe-outcome.ts";
import { describeError, describeResult } from "./describe-outcome.ts";
import type { InterceptedRequest, Middleware, MiddlewareServer } from "./middleware.ts";

/** The record of one request; JSON. */
export interface RequestRecord extends Ended {
  /** `warning` where a tool failed or the request was refused, `error` where the server failed. */
  readonly level: "info" | "warning" | "error";
  /** The method. */
  readonly method: string;
  /** The tool or prompt called, or the URI read, without credentials in its query. */
  readonly target?: string;
  /** The JSON-RPC id; absent for notifications. */
  readonly id: RequestId;
  /** Milliseconds until the answer. */
  readonly durationMs: number;
  /** `http`, `stdio` or `memory`. */
  readonly transport: string;
  /** The revision that the caller speaks. */
  readonly revision: Revision;
  /** The id of the caller, if the server's `auth` confirmed it. */
  readonly principal?: string;
  /** The name that the client gives itself; not verified. */
  readonly client?: string;
  /** The arguments of the tool or prompt, if `arguments` is set; members such as `password` are redacted. */
  readonly arguments?: unknown;
}

/** The records of requests, and their destination. */
export interface LoggingOptions {
  /** Takes each record. Default: the server's own log, with the record as `data`. */
  readonly log?: (record: RequestRecord) => void;
  /** The mildest level that is written. Default `"info"`: every request. */
  readonly level?: RequestRecord["level"];
  /** Writes arguments too, which may hold private data. Default `false`. */
  readonly arguments?: boolean;
}

const OPTIONS: OptionNames<LoggingOptions> = { log: true, level: true, arguments: true };
const LEVELS = ["info", "warning", "error"] as const;

/** Writes one record for each request, when it has been answered. */
export function logging(options: LoggingOptions = {}): Middleware {
  checkOptions("logging", options, OPTIONS);
  const { level = "info" } = options;
  const mildest = LEVELS.indexOf(level);
  return async (request, next) => {
    const { clock } = request.server;
    const start = clock.monotonic();
    const write = (ended: Ended): void => {
      const record = describe(
        request,
        ended,
        clock.monotonic() - start,
        options.arguments === true,
      );
      if (LEVELS.indexOf(record.level) < mildest) return;
      hand(record, options.log ?? toServerLog(request.server), request.server);
    };
    try {
      const outcome = await next();
      write(describeResult(outcome));
      return outcome;
    } catch (error) {
      write(describeError(error, request));
      throw error;
    }
  };
}

const SEVERITY: Readonly<Record<string, RequestRecord["level"]>> = {
  failed: "warning",
  refused: "warning",
  error: "error",
};

function describe(
  request: InterceptedRequest,
  ended: Ended,
  durationMs: number,
  withArguments: boolean,
): RequestRecord {
  const { method, target, id, transport, revision, principal, client, params } = request;
  return {
    level: SEVERITY[ended.outcome] ?? "info",
    method,
    ...(target !== undefined && { target: redactUrl(target) }),
    id,
    ...ended,
    durationMs: Math.round(durationMs * 1000) / 1000,
    transport,
    revision,
    ...(principal && { principal: principal.id }),
    ...(client.info && { client: client.info.name }),
    ...(withArguments && { arguments: redactMembers(params["arguments"]) }),
  };
}

function toServerLog(server: MiddlewareServer): (record: RequestRecord) => void {
  return (record) => {
    const { level, method, target, outcome, code, durationMs, principal } = record;
    const name = target === undefined ? method : `${method} ${JSON.stringify(target)}`;
    const end = code === undefined ? outcome : `${outcome} ${code}`;
    const who = principal === undefined ? "" : ` for ${JSON.stringify(principal)}`;
    server.log({ level, message: `${name}: ${end} in ${durationMs} ms${who}`, data: record });
  };
}

function hand(
  record: RequestRecord,
  log: (record: RequestRecord) => void,
  server: MiddlewareServer,
): void {
  try {
    log(record);
  } catch (error) {
    // A log that fails must not fail the request.
    server.log({ level: "error", message: "The log of requests failed", error });
  }
}

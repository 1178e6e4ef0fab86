import { performance } from "node:perf_hooks";
import type { WireFrame } from "@mortise/protocol";
import type { LogLine, Place } from "../contract/index.ts";
import type { InspectorHost } from "../host/inspector-host.ts";
import { describeStack } from "./failure/describe-failure.ts";
import type { Activity, ListName } from "./process/versions.ts";
import type { PassedRequest } from "./proxy/pass-through.ts";
import { Relisting } from "./proxy/relisting.ts";

/** A request of a client that was answered. */
export interface AnsweredRequest {
  /** The client, by the name that it gave itself. */
  readonly lane: string;
  /** The JSON-RPC method. */
  readonly method: string;
  /** The tool, the prompt or the URI. */
  readonly subject?: string;
  /** From the request to the end of its answer, in milliseconds. */
  readonly ms: number;
}

/** How {@link Traffic} reports. */
export interface TrafficOptions {
  readonly host: Pick<InspectorHost, "openRows" | "addSpans" | "addLog">;
  /** Paths are shown from here. */
  readonly folder: string;
  readonly onRequest: (request: AnsweredRequest) => void;
  readonly onLog: (line: Omit<LogLine, "id" | "at">) => void;
}

/** The connection of the server under development. */
export const SELF = "self";

/** The requests of every client to the server under development, and what its code did for them. */
export class Traffic {
  readonly #options: TrafficOptions;
  readonly #rows = new Map<string, (frame: WireFrame) => void>();
  readonly #relisting = new Relisting();
  readonly #open = new Map<number, PassedRequest & { readonly startedAt: number }>();

  constructor(options: TrafficOptions) {
    this.#options = options;
  }

  /** Shows a frame of a client. */
  push(frame: WireFrame, lane: string): void {
    let rows = this.#rows.get(lane);
    if (rows === undefined) {
      rows = this.#options.host.openRows({ connection: SELF, lane });
      this.#rows.set(lane, rows);
    }
    rows(frame);
  }

  /** Takes a request whose body has arrived. */
  begin(request: PassedRequest): void {
    this.#open.set(request.exchange, { ...request, startedAt: performance.now() });
    if (request.isOwn) return;
    for (const message of request.messages) {
      const { method } = readMessage(message);
      if (method !== undefined) this.#relisting.see(request.lane, method);
    }
  }

  /** Takes the end of a response. */
  end(exchange: number): void {
    const request = this.#open.get(exchange);
    this.#open.delete(exchange);
    if (request === undefined || request.isOwn) return;
    const ms = performance.now() - request.startedAt;
    for (const message of request.messages) {
      const { method, subject } = readMessage(message);
      if (method === undefined) continue;
      const named = subject === undefined ? {} : { subject };
      this.#options.onRequest({ lane: request.lane, method, ...named, ms });
    }
  }

  /** Takes output, exceptions and times of the server's code. */
  act(activity: Activity): void {
    const { host, folder, onLog } = this.#options;
    const { origin } = activity;
    const call = origin && this.#open.get(origin.exchange)?.call;
    if (activity.dev === "spans") {
      if (call !== undefined) host.addSpans(call, activity.spans);
      return;
    }
    const { source, level, text, stack = "" } = activity;
    const frames: readonly Place[] = describeStack(stack, folder);
    const [place] = frames;
    const line = {
      connection: SELF,
      source,
      level,
      text,
      ...(call !== undefined && { call }),
      ...(place && { place }),
      ...(source === "exception" && frames.length > 0 && { stack: frames }),
    };
    host.addLog(line);
    onLog(line);
  }

  /** Names the clients that did not read `lists` again since they changed. */
  missing(lists: readonly ListName[], changedAt: number): readonly string[] {
    return this.#relisting.missing(lists, changedAt);
  }
}

function readMessage(message: unknown): { readonly method?: string; readonly subject?: string } {
  const { method, params } = (message ?? {}) as { method?: unknown; params?: unknown };
  if (typeof method !== "string") return {};
  const { name, uri } = (params ?? {}) as { name?: unknown; uri?: unknown };
  const subject = [name, uri].find((each) => typeof each === "string") as string | undefined;
  return { method, ...(subject !== undefined && { subject }) };
}

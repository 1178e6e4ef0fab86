import type { OptionNames } from "@mortise/protocol";
import { checkOptions } from "@mortise/protocol";
import type { Outcome } from "../result/outcome.ts";
import type { Ended } from "./describe-outcome.ts";
import { describeError, describeResult } from "./describe-outcome.ts";
import type { InterceptedRequest, Next } from "./middleware.ts";

/** How long requests of one kind took. */
export interface Timing {
  /** The method. */
  readonly method: string;
  /** The tool that was called, for those of the server; other requests count by their method. */
  readonly tool?: string;
  /** The number of requests. */
  readonly count: number;
  /** Of these, failed, refused or ended by an error. */
  readonly failures: number;
  /** Milliseconds, over the latest 512 requests. */
  readonly p50Ms: number;
  /** Milliseconds within which 95 of 100 were answered. */
  readonly p95Ms: number;
  /** Milliseconds of the slowest. */
  readonly maxMs: number;
}

/** One request that was timed. */
export interface TimedRequest extends Ended {
  /** The method. */
  readonly method: string;
  /** The tool, prompt or URI; `undefined` for other methods. */
  readonly target?: string;
  /** Milliseconds until the answer. */
  readonly durationMs: number;
}

/** Where durations go. */
export interface TimingOptions {
  /** Takes each request when it has been answered. */
  readonly onRequest?: (timed: TimedRequest) => void;
}

/** Middleware that knows how long requests took. */
export interface TimingMiddleware {
  (request: InterceptedRequest, next: Next): Promise<Outcome>;
  /** The measurements so far, each kind in the order of its first request. */
  timings(): readonly Timing[];
}

const OPTIONS: OptionNames<TimingOptions> = { onRequest: true };
/** Kinds that are kept apart: clients name methods, and their inventions must not fill the memory. */
const MAX_KINDS = 1000;
const MAX_SAMPLES = 512;
const NO_FAILURE = new Set(["complete", "input_required", "cancelled"]);

/** Measures the durations of requests inside of it: by tool, or by method without one. */
export function timing(options: TimingOptions = {}): TimingMiddleware {
  checkOptions("timing", options, OPTIONS);
  const { onRequest } = options;
  const kinds = new Map<string, Series>();
  const record = (request: InterceptedRequest, ended: Ended, durationMs: number): void => {
    const { method, target } = request;
    const name = request.tool ? target : undefined;
    const key = JSON.stringify([method, name]);
    const series = kinds.get(key) ?? new Series(method, name);
    if (kinds.has(key) || kinds.size < MAX_KINDS) kinds.set(key, series);
    series.add(durationMs, ended);
    const about = target === undefined ? { method } : { method, target };
    onRequest?.({ ...about, ...ended, durationMs });
  };
  const middleware = async (request: InterceptedRequest, next: Next): Promise<Outcome> => {
    const { clock } = request.server;
    const start = clock.monotonic();
    try {
      const outcome = await next();
      record(request, describeResult(outcome), clock.monotonic() - start);
      return outcome;
    } catch (error) {
      record(request, describeError(error, request), clock.monotonic() - start);
      throw error;
    }
  };
  return Object.assign(middleware, {
    timings: () => [...kinds.values()].map((series) => series.read()),
  });
}

/** The durations of one kind of request. */
class Series {
  readonly #method: string;
  readonly #tool: string | undefined;
  readonly #samples: number[] = [];
  #count = 0;
  #failures = 0;

  constructor(method: string, tool: string | undefined) {
    this.#method = method;
    this.#tool = tool;
  }

  add(durationMs: number, { outcome }: Ended): void {
    this.#samples[this.#count % MAX_SAMPLES] = durationMs;
    this.#count += 1;
    if (!NO_FAILURE.has(outcome)) this.#failures += 1;
  }

  read(): Timing {
    const sorted = this.#samples.toSorted((a, b) => a - b);
    const at = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
    return {
      method: this.#method,
      ...(this.#tool !== undefined && { tool: this.#tool }),
      count: this.#count,
      failures: this.#failures,
      p50Ms: at(0.5),
      p95Ms: at(0.95),
      maxMs: at(1),
    };
  }
}

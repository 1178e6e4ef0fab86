import { AsyncLocalStorage } from "node:async_hooks";
import { performance } from "node:perf_hooks";
import type { Ending, Observed, ObservedSpan, Telemetry } from "@mortise/protocol";
import { noTelemetry } from "@mortise/protocol";
import type { Origin } from "../message.ts";
import { describeThrown, post } from "./post.ts";

/** The request that code runs for. */
interface Scope {
  readonly origin: Origin;
  handlerAt?: number;
  resultAt?: number;
  /** The error of the handler was reported, so that the line that the server writes of it is not. */
  hasFailed?: boolean;
}

const scopes = new AsyncLocalStorage<Scope>();

/** Runs `work`, and everything that it calls, for an HTTP exchange. */
export function inExchange(exchange: number, work: () => void): void {
  scopes.run({ origin: { exchange } }, work);
}

/** Returns the request that the running code belongs to. */
export function currentOrigin(): Origin | undefined {
  return scopes.getStore()?.origin;
}

/** Whether the server is about to write the line of an error that was reported; `true` once for each. */
export function takeFailure(): boolean {
  const scope = scopes.getStore();
  const hasFailed = scope?.hasFailed === true;
  if (scope) scope.hasFailed = false;
  return hasFailed;
}

/** Observes requests for the inspector, inside the telemetry that the server has itself. */
export function createScopeTelemetry(inner: Telemetry = noTelemetry): Telemetry {
  return {
    isOn: true,
    meter: inner.meter,
    fetch: inner.fetch,
    span: (name, options, work) => inner.span(name, options, work),
    observe: (side, request, work) =>
      side === "client"
        ? inner.observe(side, request, work)
        : observe(request, (end) =>
            inner.observe(side, request, (span) => work(withEnd(span, end))),
          ),
    stage: (name, error) => {
      inner.stage?.(name, error);
      reachStage(name, error);
    },
  };
}

function observe<Value>({ id }: Observed, work: (end: () => void) => Value): Value {
  const outer = scopes.getStore();
  if (outer === undefined) return work(() => undefined);
  const scope: Scope = { origin: { ...outer.origin, ...(id !== undefined && { id }) } };
  const startedAt = performance.now();
  return scopes.run(scope, () => work(() => report(scope, startedAt)));
}

function withEnd(span: ObservedSpan, onEnd: () => void): ObservedSpan {
  let isOver = false;
  return {
    meta: span.meta,
    end: (ending: Ending) => {
      span.end(ending);
      if (isOver) return;
      isOver = true;
      onEnd();
    },
  };
}

function reachStage(name: "handler" | "result" | "failure", error: unknown): void {
  const scope = scopes.getStore();
  if (scope === undefined) return;
  if (name === "handler") scope.handlerAt = performance.now();
  else if (name === "result") scope.resultAt = performance.now();
  else {
    scope.hasFailed = true;
    const { message, stack } = describeThrown(error);
    const { origin } = scope;
    post({ dev: "log", source: "exception", level: "error", text: message, stack, origin });
  }
}

function report({ origin, handlerAt, resultAt }: Scope, startedAt: number): void {
  if (handlerAt === undefined) return;
  const endedAt = performance.now();
  const handledAt = resultAt ?? endedAt;
  post({
    dev: "spans",
    origin,
    spans: [
      { name: "validate", ms: handlerAt - startedAt },
      { name: "handler", ms: handledAt - handlerAt },
      ...(resultAt === undefined ? [] : [{ name: "serialise", ms: endedAt - resultAt }]),
    ],
  });
}

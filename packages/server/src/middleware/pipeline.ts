import type { JsonObject, JsonRpcRequest } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import { isAbort } from "../cancellation/cancelled.ts";
import type { RequestPipeline, ServerCore, Work } from "../core/server-core.ts";
import type { Caller } from "../request/caller.ts";
import type { Answer } from "../result/answer.ts";
import { Outcome } from "../result/outcome.ts";
import { isProtocolMethod } from "../versioning/method.ts";
import type { InterceptedRun } from "./intercepted.ts";
import { Intercepted } from "./intercepted.ts";
import type { Middleware, MiddlewareByMethod, MiddlewareServer, Next } from "./middleware.ts";
import { describeServer } from "./middleware-server.ts";
import { repairCall } from "./repair-call.ts";
import { settleFailure } from "./settle-failure.ts";

interface Layer {
  /** `undefined` for every method. */
  readonly method: string | undefined;
  readonly run: Middleware;
  readonly place: string;
}

interface Run extends InterceptedRun {
  readonly layers: readonly Layer[];
  readonly work: Work;
}

/** Clients name methods; the layers of no more than these are kept. */
const MAX_METHODS = 200;

/**
 * The middleware of a server: the first one is outermost, and that of extensions runs inside of all
 * other, because it is part of answering a method.
 */
export class Pipeline implements RequestPipeline {
  readonly #outer: Layer[] = [];
  readonly #inner: Layer[] = [];
  readonly #byMethod = new Map<string, readonly Layer[]>();
  #server: MiddlewareServer | undefined;

  /**
   * Adds middleware inside of what is there, for one method or for all.
   *
   * @throws MortiseError `INVALID_DEFINITION` for what is no function.
   */
  add(method: string | undefined, run: Middleware): void {
    if (typeof run !== "function") {
      throw new MortiseError(
        "INVALID_DEFINITION",
        `use takes a function (request, next) => …, after a method or alone, not ${run === null ? "null" : typeof run}`,
      );
    }
    const alike = this.#outer.filter((layer) => layer.method === method).length;
    this.#outer.push({ method, run, place: `${method ?? "*"} ${alike}` });
    this.#byMethod.clear();
  }

  /** Adds what the extension `id` does around requests. */
  addInner(id: string, middleware: Middleware | MiddlewareByMethod): void {
    const byMethod = typeof middleware === "function" ? { "*": middleware } : middleware;
    for (const [method, run] of Object.entries(byMethod)) {
      const only = method === "*" ? undefined : method;
      this.#inner.push({ method: only, run: run as Middleware, place: `${id} ${method}` });
    }
    this.#byMethod.clear();
  }

  /** Answers a request by `work`, inside everything that runs around its method. */
  run(
    core: ServerCore,
    request: JsonRpcRequest,
    caller: Caller,
    work: Work,
  ): Answer | Promise<Answer> {
    this.#server ??= this.#enterServer(core);
    const server = this.#server;
    const layers = this.#of(request.method);
    if (layers.length === 0) return work(request);
    const begin = (repaired: JsonRpcRequest): Promise<Outcome> =>
      enter({ core, layers, caller, server, work }, repaired, 0);
    const repaired = repairCall(core, request, caller);
    const begun = repaired instanceof Promise ? repaired.then(begin) : begin(repaired);
    const answer = begun.then(
      (outcome) => outcome.answer,
      (error: unknown) => settleFailure(error, core, request, caller),
    );
    return untilCancelled(answer, caller);
  }

  /** The server as middleware sees it; methods that may be misspelt are logged. */
  #enterServer(core: ServerCore): MiddlewareServer {
    const server = describeServer(core);
    for (const { method } of this.#outer) {
      if (method === undefined || isProtocolMethod(method) || core.extensions.has(method)) continue;
      const message = `There is middleware for ${JSON.stringify(method)}, which is a method of neither the protocol nor an extension; is it misspelt?`;
      server.log({ level: "warning", message });
    }
    return server;
  }

  #of(method: string): readonly Layer[] {
    const known = this.#byMethod.get(method);
    if (known) return known;
    const found = [...this.#outer, ...this.#inner].filter(
      (layer) => layer.method === undefined || layer.method === method,
    );
    if (this.#byMethod.size < MAX_METHODS) this.#byMethod.set(method, found);
    return found;
  }
}

async function enter(run: Run, request: JsonRpcRequest, depth: number): Promise<Outcome> {
  const layer = run.layers[depth];
  if (!layer) return new Outcome(await run.work(request));
  const seen = new Intercepted(run, request, layer.place);
  const outcome: unknown = await layer.run(seen, createNext(run, request, depth + 1));
  if (outcome instanceof Outcome) return outcome;
  const given = outcome === undefined ? "nothing" : "no outcome";
  throw new MortiseError(
    "INVALID_DEFINITION",
    `A middleware around ${request.method}${describeName(layer.run)} gave ${given}; return what next() gave, or request.respond(…)`,
  );
}

/** Names a middleware by its function, if that has a name. */
function describeName({ name }: Middleware): string {
  return name === "" ? "" : ` (${name})`;
}

function createNext(run: Run, request: JsonRpcRequest, depth: number): Next {
  let isRunning = false;
  return (changes) => {
    if (isRunning) {
      return Promise.reject(
        new MortiseError(
          "INVALID_DEFINITION",
          `A middleware around ${request.method} called next() while an earlier next() still runs; await that first`,
        ),
      );
    }
    isRunning = true;
    const outcome = enter(run, changes ? withParams(request, changes.params) : request, depth);
    const settled = outcome.finally(() => {
      isRunning = false;
    });
    // A middleware that never looks at what it began must not end the process.
    settled.catch(() => undefined);
    return settled;
  };
}

/** Keeps the other members of the request. */
function withParams(request: JsonRpcRequest, params: JsonObject): JsonRpcRequest {
  return { ...request, params };
}

/** Ends with a request that its caller gave up, whatever middleware still waits for. */
async function untilCancelled(answer: Promise<Answer>, { lifetime }: Caller): Promise<Answer> {
  const { promise, reject } = Promise.withResolvers<never>();
  const { signal } = lifetime;
  const stop = (): void => {
    // Any other reason has an answer, which comes through the handler.
    if (isAbort(lifetime.reason)) reject(lifetime.reason);
  };
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  try {
    return await Promise.race([answer, promise]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

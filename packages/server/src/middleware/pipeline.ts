import type { JsonObject, JsonRpcRequest } from "@mortise/protocol";
import { MortiseError, namedParameter } from "@mortise/protocol";
import type { Caller } from "../request/caller.ts";
import type { Answer } from "../request/dispatch.ts";
import { writeResult } from "../request/identity.ts";
import type { InterceptedRequest, Middleware, Next } from "./middleware.ts";
import { Outcome } from "./outcome.ts";

/** What is left of a request once middleware has let it through. */
export type Work = (request: JsonRpcRequest) => Answer | Promise<Answer>;

interface Layer {
  /** `undefined` for every method. */
  readonly method: string | undefined;
  readonly run: Middleware;
}

/** The middleware of a server, outermost first. */
export class Pipeline {
  readonly #layers: Layer[] = [];
  readonly #byMethod = new Map<string, readonly Middleware[]>();

  /** Adds middleware inside of what is there, for one method or for all. */
  add(method: string | undefined, run: Middleware): void {
    this.#layers.push({ method, run });
    this.#byMethod.clear();
  }

  /** The middleware around a method; empty for most. */
  of(method: string): readonly Middleware[] {
    const known = this.#byMethod.get(method);
    if (known) return known;
    const found = this.#layers
      .filter((layer) => layer.method === undefined || layer.method === method)
      .map(({ run }) => run);
    // Clients name methods; only those that something is registered for may take up memory.
    if (this.#byMethod.size < MAX_METHODS) this.#byMethod.set(method, found);
    return found;
  }
}

const MAX_METHODS = 200;

/** Runs `work` inside `layers`, the first of which is outermost. */
export async function runPipeline(
  layers: readonly Middleware[],
  request: JsonRpcRequest,
  caller: Caller,
  work: Work,
): Promise<Answer> {
  const enter = async (depth: number, params: JsonObject | undefined): Promise<Outcome> => {
    const current = params === request.params ? request : { ...request, ...(params && { params }) };
    const layer = layers[depth];
    if (!layer) return new Outcome(await work(current));
    const next: Next = (changes) => enter(depth + 1, changes ? changes.params : params);
    const outcome: unknown = await layer(describe(current, caller), next);
    if (outcome instanceof Outcome) return outcome;
    throw new MortiseError(
      "INVALID_DEFINITION",
      `A middleware around ${request.method} gave ${outcome === undefined ? "nothing" : `a ${typeof outcome}`}; return what next() gave, or request.respond(…)`,
    );
  };
  return (await enter(0, request.params)).answer;
}

function describe(request: JsonRpcRequest, caller: Caller): InterceptedRequest {
  const { method, id, params = {} } = request;
  const { revision, origin, info, capabilities, flight } = caller;
  return {
    method,
    params,
    id,
    target: targetOf(request),
    revision,
    transport: origin.transport,
    principal: origin.principal,
    client: { info, capabilities },
    get signal() {
      return flight.signal;
    },
    respond: (result) => new Outcome(writeResult(result, caller)),
  };
}

/** The tool or prompt that a request names, or the URI. */
export function targetOf({ method, params }: JsonRpcRequest): string | undefined {
  const named = namedParameter(method);
  const target = named === undefined ? undefined : params?.[named];
  return typeof target === "string" ? target : undefined;
}

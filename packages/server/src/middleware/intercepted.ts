import type {
  JsonObject,
  JsonRpcRequest,
  Principal,
  RequestId,
  Revision,
  Tool,
} from "@mortise/protocol";
import { authorize } from "../authorization/authorize.ts";
import type { ServerCore } from "../core/server-core.ts";
import { Admitted } from "../request/admission.ts";
import type { Caller } from "../request/caller.ts";
import { repairsOf } from "../request/repaired.ts";
import { targetOf } from "../request/target.ts";
import { writeGivenResult } from "../result/given-result.ts";
import { Outcome } from "../result/outcome.ts";
import { isJsonValue } from "../schema/json-value.ts";
import { callTool } from "../tool/call-tool.ts";
import type { CompiledTool } from "../tool/compile-tool.ts";
import { ToolCall } from "../tool/tool-call.ts";
import type { Entry } from "../visibility/entry.ts";
import type { InterceptedRequest, MiddlewareServer } from "./middleware.ts";

const NO_PARAMS: JsonObject = Object.freeze({});

/** The shared parts of the middleware of one request. */
export interface InterceptedRun {
  readonly core: ServerCore;
  readonly caller: Caller;
  readonly server: MiddlewareServer;
}

/** A request as one middleware sees it; each part is worked out when it is looked at. */
export class Intercepted implements InterceptedRequest {
  readonly place: string;
  readonly server: MiddlewareServer;
  readonly #core: ServerCore;
  readonly #request: JsonRpcRequest;
  readonly #caller: Caller;

  constructor({ core, caller, server }: InterceptedRun, request: JsonRpcRequest, place: string) {
    this.#core = core;
    this.#request = request;
    this.#caller = caller;
    this.place = place;
    this.server = server;
  }

  get method(): string {
    return this.#request.method;
  }

  get params(): JsonObject {
    return this.#request.params ?? NO_PARAMS;
  }

  get id(): RequestId {
    return this.#request.id;
  }

  get target(): string | undefined {
    return targetOf(this.#request);
  }

  get tool(): Tool | undefined {
    return this.#tool?.listed;
  }

  get extension(): InterceptedRequest["extension"] {
    return (id) => this.#tool?.extensions?.find((extension) => extension.id === id)?.value;
  }

  get #tool(): CompiledTool | undefined {
    const { method, target } = this;
    if (method !== "tools/call") return undefined;
    return this.#core.catalogue.findTool(target, this.#caller);
  }

  get isOffered(): boolean {
    const { method } = this;
    const isNamed =
      method === "tools/call" || method === "prompts/get" || method === "resources/read";
    return !isNamed || this.#entry !== undefined;
  }

  get authorize(): InterceptedRequest["authorize"] {
    return async () => {
      const entry = this.#entry;
      if (!entry?.access) return;
      const { timeout = this.#core.timeout } = entry;
      await authorize(entry.access, this.#request, {
        core: this.#core,
        caller: this.#caller,
        timeout,
      });
    };
  }

  get admit(): InterceptedRequest["admit"] {
    return async () => {
      await this.authorize();
      const tool = this.#tool;
      const repaired = repairsOf(this.#request);
      if (!tool) return { repaired };
      const caller: Caller = { ...this.#caller, admission: "check" };
      try {
        const call = new ToolCall(tool, this.#request, caller, this.#core);
        return new Outcome(await callTool(call));
      } catch (error) {
        if (!(error instanceof Admitted)) throw error;
        const isJson = isJsonValue(error.valid.input);
        return { repaired, ...(isJson && { valid: error.valid }) };
      }
    };
  }

  /** The target as this caller finds it. */
  get #entry(): (Entry & { readonly timeout?: number }) | undefined {
    const { catalogue } = this.#core;
    const { method, target, params } = this;
    switch (method) {
      case "tools/call":
        return this.#tool;
      case "prompts/get":
        return catalogue.findPrompt(target, this.#caller);
      case "resources/read":
        return target === undefined
          ? undefined
          : catalogue.findResource(target, this.#caller)?.entry;
      case "completion/complete": {
        const { name, uri } = (params["ref"] ?? {}) as Readonly<Record<string, unknown>>;
        return typeof uri === "string"
          ? catalogue.findNamed(uri, this.#caller)
          : catalogue.findPrompt(name, this.#caller);
      }
      default:
        return undefined;
    }
  }

  get revision(): Revision {
    return this.#caller.revision;
  }

  get transport(): string {
    return this.#caller.origin.transport;
  }

  get principal(): Principal | undefined {
    return this.#caller.origin.principal;
  }

  get client(): InterceptedRequest["client"] {
    const { info, capabilities } = this.#caller;
    return { info, capabilities };
  }

  get signal(): AbortSignal {
    return this.#caller.lifetime.signal;
  }

  get tookInput(): boolean {
    const { params } = this;
    return (
      this.#caller.lifetime.hasWaited || "inputResponses" in params || "requestState" in params
    );
  }

  // Functions are made when they are read, so that middleware may take them out of its request.
  get respond(): InterceptedRequest["respond"] {
    return (result) => {
      const { identity } = this.#caller;
      const giver = `request.respond() for ${this.method}`;
      return new Outcome(writeGivenResult(result, { identity, giver, method: this.method }));
    };
  }
}

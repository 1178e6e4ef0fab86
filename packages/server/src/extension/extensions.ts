import type { JsonObject, JsonRpcRequest } from "@mortise/protocol";
import { checkExtensionId, ErrorCode, MortiseError, ProtocolError } from "@mortise/protocol";
import type { Caller } from "../request/caller.ts";
import { CallContext } from "../request/context.ts";
import type { Answer, ServerCore } from "../request/dispatch.ts";
import { runHandler } from "../request/handler.ts";
import { writeResult } from "../request/identity.ts";
import type { ExtensionMethod, ServerExtension } from "./extension.ts";

interface Registered {
  readonly id: string;
  readonly method: ExtensionMethod;
}

/** The extensions of a server, and the methods that they add. */
export class Extensions {
  readonly #settings = new Map<string, JsonObject>();
  readonly #methods = new Map<string, Registered>();

  /** What is declared in the capabilities (2026-07-28, Extensions, Negotiation). */
  get declared(): { readonly [id: string]: JsonObject } {
    return Object.fromEntries(this.#settings);
  }

  /** Adds an extension; `isKnown` tells which methods are taken already. */
  add(
    { id, settings = {}, methods = {} }: ServerExtension,
    isKnown: (method: string) => boolean,
  ): void {
    checkExtensionId(id);
    if (this.#settings.has(id)) {
      throw new MortiseError("INVALID_DEFINITION", `This server has the extension ${id} already`);
    }
    for (const method of Object.keys(methods)) {
      if (!isKnown(method) && !this.#methods.has(method)) continue;
      throw new MortiseError(
        "INVALID_DEFINITION",
        `The extension ${id} cannot add ${method}, which is answered already`,
      );
    }
    this.#settings.set(id, settings);
    for (const [name, method] of Object.entries(methods)) this.#methods.set(name, { id, method });
  }

  has(method: string): boolean {
    return this.#methods.has(method);
  }

  /** The parameter that `Mcp-Name` repeats for an extension's method. */
  namedParameter(method: string): string | undefined {
    return this.#methods.get(method)?.method.named;
  }

  /** Answers a request for an extension's method; `undefined` where no extension has it. */
  answer(core: ServerCore, request: JsonRpcRequest, caller: Caller): Promise<Answer> | undefined {
    const registered = this.#methods.get(request.method);
    return registered && answerExtension(registered, core, request, caller);
  }
}

async function answerExtension(
  { id, method }: Registered,
  core: ServerCore,
  request: JsonRpcRequest,
  caller: Caller,
): Promise<Answer> {
  if (method.requiresClient !== false && !caller.capabilities.extensions?.[id]) {
    throw new ProtocolError(
      ErrorCode.MissingRequiredClientCapability,
      `${request.method} needs a client that declares the extension ${id}`,
      { data: { requiredCapabilities: { extensions: { [id]: {} } } } },
    );
  }
  const context = new CallContext(caller, request, request.method);
  const result = await runHandler(
    () => method.handler(request.params ?? {}, context),
    caller,
    core.timeout,
    request.method,
    core.mask,
  );
  return writeResult(result, caller);
}

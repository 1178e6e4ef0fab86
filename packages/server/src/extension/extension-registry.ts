import type {
  Duration,
  JsonObject,
  JsonRpcRequest,
  Revision,
  SubscriptionFilter,
  TaskOperator,
} from "@mortise/protocol";
import {
  checkExtensionId,
  ErrorCode,
  MortiseError,
  ProtocolError,
  parseDuration,
} from "@mortise/protocol";
import type { ExtensionMethods, ServerCore } from "../core/server-core.ts";
import type { RequestContext } from "../handler/context.ts";
import { CallContext } from "../handler/context.ts";
import { runHandler } from "../handler/run-handler.ts";
import type { Caller } from "../request/caller.ts";
import type { Answer } from "../result/answer.ts";
import { writeGivenResult } from "../result/given-result.ts";
import type { ExtensionMethod, ServerExtension } from "./extension.ts";
import type { ExtensionSubscription } from "./extension-subscription.ts";
import { ExtendedStream } from "./extension-subscription.ts";

/** The filter members of the protocol itself. */
const FILTER_MEMBERS: ReadonlySet<string> = new Set<keyof SubscriptionFilter>([
  "toolsListChanged",
  "promptsListChanged",
  "resourcesListChanged",
  "resourceSubscriptions",
]);

interface Registered {
  readonly id: string;
  readonly method: ExtensionMethod;
}

interface RegisteredSubscription {
  readonly id: string;
  readonly subscription: ExtensionSubscription;
}

/** The extensions of a server, and the methods that they add. */
export class ExtensionRegistry implements ExtensionMethods {
  readonly #settings = new Map<string, JsonObject>();
  readonly #methods = new Map<string, Registered>();
  readonly #contexts = new Map<string, NonNullable<ServerExtension["context"]>>();
  readonly #capabilities: NonNullable<ServerExtension["capabilities"]>[] = [];
  readonly #subscriptions = new Map<string, RegisteredSubscription>();

  #taskOperator: (() => Promise<TaskOperator>) | undefined;

  get taskOperator(): (() => Promise<TaskOperator>) | undefined {
    return this.#taskOperator;
  }

  /** The declarations in the capabilities (2026-07-28, Extensions, Negotiation). */
  get declared(): { readonly [id: string]: JsonObject } {
    return Object.fromEntries(this.#settings);
  }

  /** Adds an extension; `isKnown` returns whether a method is taken already. */
  add(extension: ServerExtension, isKnown: (method: string) => boolean): void {
    const { id, settings = {}, methods = {}, subscriptions = {} } = extension;
    const { context, capabilities, taskOperator } = extension;
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
    for (const member of Object.keys(subscriptions)) {
      if (!FILTER_MEMBERS.has(member) && !this.#subscriptions.has(member)) continue;
      throw new MortiseError(
        "INVALID_DEFINITION",
        `The extension ${id} cannot add ${member} to what can be listened for; it is there already`,
      );
    }
    this.#settings.set(id, settings);
    if (context) this.#contexts.set(id, context);
    if (capabilities) this.#capabilities.push(capabilities);
    if (taskOperator) this.#taskOperator ??= taskOperator;
    for (const [member, subscription] of Object.entries(subscriptions)) {
      this.#subscriptions.set(member, { id, subscription });
    }
    for (const [name, method] of Object.entries(methods)) this.#methods.set(name, { id, method });
  }

  capabilitiesOf(revision: Revision): JsonObject {
    return Object.assign({}, ...this.#capabilities.map((capabilities) => capabilities(revision)));
  }

  contextOf(id: string, context: object): unknown {
    return this.#contexts.get(id)?.(context as RequestContext);
  }

  has(method: string): boolean {
    return this.#methods.has(method);
  }

  /** The parameter that `Mcp-Name` repeats for an extension's method. */
  namedParameter(method: string): string | undefined {
    return this.#methods.get(method)?.method.named;
  }

  /**
   * Opens what extensions report on the stream of a `subscriptions/listen`; `undefined` where the
   * request asks for nothing of them.
   */
  listen(request: JsonRpcRequest, caller: Caller): Promise<ExtendedStream> | undefined {
    if (this.#subscriptions.size === 0) return undefined;
    const wanted = Object.entries((request.params?.["notifications"] ?? {}) as JsonObject).filter(
      ([member]) => this.#subscriptions.has(member),
    );
    return wanted.length === 0 ? undefined : this.#open(wanted, request, caller);
  }

  async #open(
    wanted: readonly (readonly [string, unknown])[],
    request: JsonRpcRequest,
    caller: Caller,
  ): Promise<ExtendedStream> {
    const stream = new ExtendedStream(request, caller);
    try {
      for (const [member, value] of wanted) {
        const registered = this.#subscriptions.get(member);
        if (!registered) continue;
        assertDeclared(registered.id, `Listening for ${member}`, caller);
        await stream.open(member, value, registered.subscription);
      }
      return stream;
    } catch (error) {
      stream.close();
      throw error;
    }
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
  const { requiresClient = true } = method;
  const isRequired =
    typeof requiresClient === "function" ? requiresClient(caller.revision) : requiresClient;
  if (isRequired) assertDeclared(id, request.method, caller);
  const name = method.named === undefined ? undefined : request.params?.[method.named];
  const where = request.method;
  const context = new CallContext({ caller, request }, typeof name === "string" ? name : where);
  const { mask } = core;
  const timeout = method.timeout === undefined ? core.timeout : readTimeout(method.timeout);
  const result = await runHandler(() => method.handler(request.params ?? {}, context), {
    caller,
    timeout,
    where,
    mask,
  });
  const giver = `the method ${where} of the extension ${id}`;
  return writeGivenResult(result, { identity: caller.identity, giver, method: where });
}

function readTimeout(timeout: Duration | "none"): number {
  return timeout === "none" ? Number.POSITIVE_INFINITY : parseDuration(timeout, "timeout");
}

/** 2026-07-28, Extension Negotiation: what the client does not declare is not used with it. */
function assertDeclared(id: string, what: string, { capabilities }: Caller): void {
  if (capabilities.extensions?.[id]) return;
  throw new ProtocolError(
    ErrorCode.MissingRequiredClientCapability,
    `${what} needs a client that declares the extension ${id}`,
    { data: { requiredCapabilities: { extensions: { [id]: {} } } } },
  );
}

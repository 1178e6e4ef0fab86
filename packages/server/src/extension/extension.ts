import type {
  Backplane,
  Clock,
  Duration,
  HandlerRecord,
  Implementation,
  JsonObject,
  Random,
  Revision,
  TaskOperator,
  Telemetry,
  Tool,
} from "@mortise/protocol";
import type { RequestContext } from "../handler/context.ts";
import type { ServerLog } from "../log/mask.ts";
import type { Middleware, MiddlewareByMethod } from "../middleware/middleware.ts";
import type {
  AnyTemplateHandler,
  ResourceDefinition,
  ResourceHandler,
  ResourceTemplateDefinition,
} from "../resource/resource.ts";
import type { ListKind } from "../visibility/list-kind.ts";
import type { ExtensionSubscription } from "./extension-subscription.ts";
import type { Invoke } from "./invocation.ts";

/** A method that an extension adds to the protocol. */
export interface ExtensionMethod {
  /** Answers a request; missing members that every result has are added. */
  readonly handler: (params: JsonObject, context: RequestContext) => object | Promise<object>;
  /** The parameter that the header `Mcp-Name` repeats, where the extension says so. */
  readonly named?: string;
  /** Answers only clients that declare the extension too, in every revision or in some. Default `true`. */
  readonly requiresClient?: boolean | ((revision: Revision) => boolean);
  /** How long it may take. Default: the server's timeout. */
  readonly timeout?: Duration | "none";
}

/** A tool as an extension sees it. */
export interface HostedTool {
  /** As the newest revision lists it. */
  readonly listed: Tool;
  /** Milliseconds. */
  readonly timeout: number;
  /** Gives the value that its definition has for an extension; `undefined` without one. */
  extension(id: string): unknown;
}

/** The members of a server that an extension may use. */
export interface ExtensionHost {
  /** The name and version of the server. */
  readonly info: Implementation;
  /** The log of the server. */
  readonly log: ServerLog;
  /** The timeout of a handler without one of its own, in milliseconds. */
  readonly timeout: number;
  /** The clock of the server. */
  readonly clock: Clock;
  /** The source of ids and random bytes of the server. */
  readonly random: Random;
  /** The server's own telemetry, for work outside of requests; does nothing if it has none. */
  readonly telemetry: Telemetry;
  /** The state that the server's instances share. Use it when the server is served, not in `install`. */
  readonly backplane: Backplane;
  /** Returns every tool by the name that clients call, hidden ones too. */
  tools(): ReadonlyMap<string, HostedTool>;
  /** Finds a tool by the name that clients call, hidden ones too. */
  findTool(name: string): HostedTool | undefined;
  /**
   * Resolves with the answers and steps that the handler of `context` has had so far, so that work
   * outside the request goes on from there.
   */
  recordOf(context: RequestContext): Promise<HandlerRecord>;
  /**
   * Sends the client of `context` a request and resolves with its result.
   *
   * Rejects with a ToolError where a client cannot be asked while its request is answered, as in 2026-07-28.
   */
  ask(context: RequestContext, method: string, params: JsonObject): Promise<JsonObject>;
  /** Sends the client of `context` a notification that belongs to its request. */
  notify(context: RequestContext, method: string, params: JsonObject): void;
  /** Calls a tool outside any request. */
  readonly invoke: Invoke;
  /** Adds a resource, or with `{variables}` in the URI a resource template, as `server.resource` does. */
  resource(
    uri: string,
    definition: ResourceDefinition | ResourceTemplateDefinition,
    handler: ResourceHandler | AnyTemplateHandler,
  ): unknown;
  /** Removes a tool, prompt, resource or template; `false` when there is no such thing. */
  remove(kind: ListKind, name: string): boolean;
  /** Notifies subscribed clients that the content of `uri` has changed. */
  resourceUpdated(uri: string): void;
}

/**
 * Something that a server can do beyond the protocol, and that clients find by its identifier
 * (2026-07-28, Extensions).
 */
export interface ServerExtension {
  /** Reversed domain and name, such as `io.modelcontextprotocol/skills`. */
  readonly id: string;
  /** The declaration under the identifier. Default: an empty object. */
  readonly settings?: JsonObject;
  /** The capabilities that it adds to those of `initialize` in a revision, such as `tasks` in 2025-11-25. */
  readonly capabilities?: (revision: Revision) => JsonObject;
  /** The methods it adds, by name. */
  readonly methods?: Readonly<Record<string, ExtensionMethod>>;
  /** The members that it adds to the filter of `subscriptions/listen`, by name; 2026-07-28 only. */
  readonly subscriptions?: Readonly<Record<string, ExtensionSubscription>>;
  /**
   * Middleware around every request, or by method; it runs inside of all `server.use(…)`, and may
   * respond with a `resultType` of the extension's own to clients that declare it.
   */
  readonly middleware?: Middleware | MiddlewareByMethod;
  /**
   * Gives what `ctx.extension(id)` returns to a handler; called when the handler first asks for it,
   * and not again for the same request.
   */
  readonly context?: (context: RequestContext) => unknown;
  /**
   * Resolves with the tasks of all owners, for the program that runs the server and never for a client;
   * rejects where the tasks cannot be shown. The extension keeps and closes it.
   */
  readonly taskOperator?: () => Promise<TaskOperator>;
  /** Called when the server is first served over a transport: `http`, `stdio`, or `memory` for this process. */
  readonly served?: (transport: string) => void;
  /**
   * Adds what else it offers, such as resources, when a server takes it; may return a function that
   * the server's `close` calls and awaits, after its endpoints.
   */
  readonly install?: (host: ExtensionHost) => (() => Promise<void> | void) | undefined;
}

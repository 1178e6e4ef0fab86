import type {
  AuthProvider,
  Backplane,
  ConnectableOptions,
  Implementation,
  Principal,
  Schema,
  Transport,
} from "@mortise/protocol";
import { addForwarded } from "./add-forwarded.ts";
import type { AppViewDefinition } from "./app/app-view.ts";
import { AppView } from "./app/app-view.ts";
import { assertOwnView } from "./app/tool-view.ts";
import { openMemoryTransport } from "./connection/memory-transport.ts";
import type { ServerCore } from "./core/server-core.ts";
import type { ServerExtension } from "./extension/extension.ts";
import { createExtensionHost } from "./extension-host.ts";
import type { Forwardable, ForwardHandler, ForwardOptions } from "./forward/forward.ts";
import { FetchHandler } from "./http/fetch-handler.ts";
import type { ServerLog } from "./log/mask.ts";
import type { MethodParams, Middleware } from "./middleware/middleware.ts";
import type { Mounted } from "./mount/mounted-types.ts";
import type { MountOptions } from "./mount-server.ts";
import { mountServer, unmountServer } from "./mount-server.ts";
import { compilePrompt } from "./prompt/compile-prompt.ts";
import type { PromptDefinition, PromptHandler, PromptSignatureOf } from "./prompt/prompt.ts";
import { compileResource, compileTemplate } from "./resource/compile-resource.ts";
import type {
  AnyTemplateHandler,
  ResourceDefinition,
  ResourceHandler,
  ResourceTemplateDefinition,
  ResourceTemplateHandler,
} from "./resource/resource.ts";
import type { UsableSchemas } from "./schema/usable-schema.ts";
import { ServerEngine } from "./server-engine.ts";
import type { ServerOptions } from "./server-options.ts";
import { compileTool } from "./tool/compile-tool.ts";
import type { ToolDefinition, ToolHandler, ToolSignatureOf } from "./tool/tool.ts";
import type { TransformOptions } from "./transform/transform.ts";
import { Transform } from "./transform/transform.ts";
import type { Transformed } from "./transform/transformed-types.ts";
import type { EmptyCatalogue, WithPrompt, WithTool, WithTypes } from "./view/catalogue-types.ts";
import type { ListKind } from "./visibility/list-kind.ts";
import { assertListKind } from "./visibility/list-kind.ts";
import type { Selector } from "./visibility/selector.ts";

/**
 * An MCP server: tools, resources and prompts, written once for every revision and transport.
 *
 * Everything is worked out when it is registered; registering or removing later announces the
 * change to clients. Serve it with `serve`, mount {@link Server.fetch}, or hand it to `connect`.
 */
export class Server<Types = EmptyCatalogue, Caller extends Principal = Principal> {
  /** The types of the tools and prompts; there is no such value at run time. */
  declare readonly "~catalogue": Types;
  /** @internal */
  readonly "~core": ServerCore;
  /** The server's name and version, as clients see them. */
  readonly info: Implementation;
  /** Takes events for the server's operator; the option `log`, or standard error. */
  readonly log: ServerLog;
  /** The option `auth`. */
  readonly auth: AuthProvider | undefined;
  readonly #engine: ServerEngine;
  readonly #views = new Set<AppView>();
  #fetchHandler: FetchHandler | undefined;

  /** @throws MortiseError `INVALID_OPTION` naming the option that is wrong. */
  constructor(options: ServerOptions<Caller>) {
    this.#engine = new ServerEngine(options);
    this["~core"] = this.#engine;
    this.info = this.#engine.identity.info;
    this.log = this.#engine.log;
    this.auth = this.#engine.auth;
    if (options.tasks) this.extend(options.tasks);
  }

  /**
   * Adds a tool and returns the server, with the tool in its type.
   *
   * @example
   * ```ts
   * const server = createServer({ name: "greeter", version: "1.0.0" }).tool(
   *   "greet",
   *   { description: "Greet a person by name.", input: z.object({ name: z.string() }) },
   *   ({ name }) => `Hello, ${name}!`,
   * );
   * ```
   *
   * @throws MortiseError `INVALID_DEFINITION` when the definition cannot work.
   */
  tool<
    const Name extends string,
    Input extends Schema | undefined = undefined,
    Output extends Schema | undefined = undefined,
    Returned = unknown,
  >(
    name: Name,
    definition: ToolDefinition<Input, Output> & UsableSchemas<Input, Output>,
    handler: ToolHandler<Input, Output, Returned, Caller>,
  ): Server<WithTool<Types, Name, ToolSignatureOf<Input, Output, Awaited<Returned>>>, Caller> {
    const { catalogue, timeout } = this.#engine;
    assertOwnView(name, definition.ui, this.#views);
    catalogue.add("tools", name, compileTool(name, definition, handler as never, timeout));
    return this as never;
  }

  /**
   * Adds a resource, or with `{variables}` in the URI a family of them, and returns the server.
   *
   * @example
   * ```ts
   * const server = createServer({ name: "notes", version: "1.0.0" })
   *   .resource(
   *     "docs://handbook",
   *     { description: "How we write notes.", mimeType: "text/markdown", cache: { ttl: "5m" } },
   *     () => "# Handbook\nOne thought per note.",
   *   )
   * ```
   *
   * @throws MortiseError `INVALID_DEFINITION` when the definition cannot work.
   */
  resource<const Uri extends string>(
    uri: Uri,
    definition: Uri extends `${string}{${string}` ? ResourceTemplateDefinition : ResourceDefinition,
    handler: Uri extends `${string}{${string}`
      ? ResourceTemplateHandler<Uri, Caller>
      : ResourceHandler<Caller>,
  ): this {
    const { catalogue, timeout } = this.#engine;
    if (uri.includes("{")) {
      const read = handler as AnyTemplateHandler;
      catalogue.add("templates", uri, compileTemplate(uri, definition, read, timeout));
    } else {
      const read = handler as ResourceHandler;
      catalogue.add("resources", uri, compileResource(uri, definition, read, timeout));
    }
    return this;
  }

  /**
   * Adds a page that hosts show beside results (SEP-1865), a resource `ui://<server>/<name>`, and returns it
   * for the `ui` of tools.
   *
   * @example
   * ```ts
   * const chart = server.view("chart", { html: "<!doctype html><canvas id=chart></canvas>" });
   * ```
   *
   * @throws MortiseError `INVALID_DEFINITION` when no host could show it, or when the page uses an origin
   * that `csp` does not declare.
   */
  view(name: string, definition: AppViewDefinition): AppView {
    const view = new AppView(this.info.name, name, definition);
    const { catalogue, timeout } = this.#engine;
    const resource = compileResource(view.uri, view["~resource"], () => view["~read"](), timeout);
    catalogue.add("resources", view.uri, resource);
    this.#views.add(view);
    return view;
  }

  /**
   * Adds a prompt and returns the server, with the prompt in its type.
   *
   * @example
   * ```ts
   * const server = createServer({ name: "tickets", version: "1.0.0" })
   *   .prompt("stand_up", { description: "Ask for the day's plan." }, () => "What is open today?")
   * ```
   *
   * @throws MortiseError `INVALID_DEFINITION` when the definition cannot work.
   */
  prompt<const Name extends string, Input extends Schema | undefined = undefined>(
    name: Name,
    definition: PromptDefinition<Input> & UsableSchemas<Input>,
    handler: PromptHandler<Input, Caller>,
  ): Server<WithPrompt<Types, Name, PromptSignatureOf<Input>>, Caller> {
    const { catalogue, timeout } = this.#engine;
    catalogue.add("prompts", name, compilePrompt(name, definition, handler as never, timeout));
    return this as never;
  }

  /**
   * Runs `middleware` around every request, or around those of one method; the first that was added
   * is outermost.
   */
  use(middleware: Middleware): this;
  use<const Method extends keyof MethodParams | (string & {})>(
    method: Method,
    middleware: Middleware<Method>,
  ): this;
  use(first: string | Middleware, second?: Middleware<never>): this {
    if (typeof first === "string") this.#engine.use(first, second as Middleware);
    else this.#engine.use(undefined, first);
    return this;
  }

  /**
   * Adds an extension of the protocol: what it declares, its methods, and what it does around others.
   *
   * @throws MortiseError `INVALID_DEFINITION` for an identifier or method that is taken or cannot be.
   */
  extend(extension: ServerExtension): this {
    this.#engine.extend(extension, createExtensionHost(this as Server<unknown>, this.#engine));
    return this;
  }

  /**
   * Offers what `other` offers, now and later: tools and prompts as `namespace_name`, resources as
   * `scheme://namespace/path`; without a namespace by their own names.
   *
   * Requests for them run inside this server's middleware and then the other's, with the other's
   * timeouts and log. Its extensions stay behind. Where a name is taken later on, this server's own
   * thing stays, then what was mounted first, and the log says so.
   *
   * @throws MortiseError `INVALID_DEFINITION` for a namespace or names that are taken, and a server
   * that would be inside itself.
   */
  mount<const Namespace extends string, Other, const Changes extends TransformOptions = object>(
    namespace: Namespace,
    other: Server<Other>,
    options?: { readonly transform?: Changes },
  ): Server<WithTypes<Types, Mounted<Namespace, Transformed<Other, Changes>>>, Caller>;
  mount<Other, const Changes extends TransformOptions = object>(
    other: Server<Other>,
    options?: { readonly transform?: Changes },
  ): Server<WithTypes<Types, Transformed<Other, Changes>>, Caller>;
  mount(
    first: string | Server<unknown>,
    second: Server<unknown> | MountOptions = {},
    third: MountOptions = {},
  ): Server<never, Caller> {
    const other = (typeof first === "string" ? second : first) as Server<unknown>;
    const options = (typeof first === "string" ? third : second) as MountOptions;
    const namespace = typeof first === "string" ? first : undefined;
    mountServer(this.#engine.catalogue, namespace, other?.["~core"], options);
    other.#engine.mountedIn(this.#engine);
    return this as never;
  }

  /** Takes out what was mounted under a namespace, or a server; `false` when there was none. */
  unmount(which: string | Server<unknown>): boolean {
    const { catalogue } = this.#engine;
    return unmountServer(catalogue, typeof which === "string" ? which : which["~core"].catalogue);
  }

  /**
   * Presents entries by other names, descriptions and arguments, or hides them; a later transform
   * uses the names that earlier ones gave.
   *
   * @throws MortiseError `INVALID_DEFINITION` for unknown entries, names that are taken, and
   * arguments whose schema cannot be reshaped safely.
   */
  transform<const Changes extends TransformOptions>(
    changes: Changes,
  ): Server<Transformed<Types, Changes>, Caller> {
    this.#engine.catalogue.transform(new Transform(changes));
    return this as never;
  }

  /**
   * Enables the selected entries; with `only`, disables all others. Clients get list_changed.
   *
   * The latest of `enable`, `disable` and `enabled: false` counts; an `enabled` function decides for
   * each caller in addition.
   */
  enable({ only = false, ...selector }: Selector & { readonly only?: boolean } = {}): this {
    this.#engine.catalogue.addRule(selector, only ? "show-only" : "show");
    return this;
  }

  /** Disables the selected entries until `enable`; clients get list_changed. */
  disable(selector: Selector = {}): this {
    this.#engine.catalogue.addRule(selector, "hide");
    return this;
  }

  /** The state shared with other instances; a backplane of this process alone until {@link Server.join}. */
  get backplane(): Backplane {
    return this.#engine.backplane;
  }

  /**
   * Offers a tool, resource, resource template or prompt that another server answers for: `handler`
   * gets requests for it as they came, and its raw result reaches the client as it is.
   *
   * @example
   * ```ts
   * await using upstream = await connect(importer); // or a URL, or a command
   * const gateway = createServer({ name: "gateway", version: "1.0.0" });
   *
   * for (const tool of await upstream.listTools()) {
   *   gateway.forward("tool", tool, ({ method, params }, { signal, notify }) => {
   *     const { progressToken, ...meta } = (params["_meta"] ?? {}) as JsonObject;
   *     const logLevel = meta["io.modelcontextprotocol/logLevel"] as LoggingLevel | undefined;
   *     const onProgress = (progress: Progress) =>
   *       notify("notifications/progress", { ...progress, progressToken });
   *     const onLog = (entry: LogEntry) => notify("notifications/message", { ...entry });
   *     return upstream.request(method, params, {
   *       signal,
   *       ...(progressToken !== undefined && { onProgress }),
   *       ...(logLevel !== undefined && { onLog, logLevel }),
   *     });
   *   });
   * }
   * ```
   *
   * @throws MortiseError `INVALID_DEFINITION` for a name or template that cannot be.
   */
  forward<const Kind extends keyof Forwardable>(
    kind: Kind,
    listed: Forwardable[Kind],
    handler: ForwardHandler,
    options: ForwardOptions = {},
  ): this {
    const answering = this.#engine;
    addForwarded(answering.catalogue, { kind, listed }, { handler, options, answering });
    return this;
  }

  /**
   * Takes a tool, prompt, resource or template out; `false` when there is no such thing.
   *
   * @throws MortiseError `INVALID_OPTION` for a kind that is none; a template is one of `resources`.
   */
  remove(kind: ListKind, name: string): boolean {
    assertListKind(kind, "remove");
    return this.#engine.catalogue.remove(kind, name);
  }

  /** Notifies subscribed clients that the content of `uri` has changed. */
  resourceUpdated(uri: string): void {
    this.#engine.catalogue.notice({ uri });
  }

  /**
   * Answers an HTTP request of the Streamable HTTP transport, on any web-standard runtime.
   *
   * Requests from other origins are refused; for hosts, other origins and limits make a handler
   * with `createFetchHandler`.
   */
  readonly fetch = (request: Request): Promise<Response> => {
    this.#fetchHandler ??= new FetchHandler(this.#engine);
    return this.#fetchHandler.handle(request);
  };

  /**
   * Shares sessions, streams, changes and what `auth` shares with the other instances of `backplane`;
   * called before the server is served. The code that opened the backplane closes it.
   */
  join(backplane: Backplane): this {
    this.#engine.join(backplane);
    return this;
  }

  /** Opens a connection to this server inside the process; `connect(server)` calls it. */
  "~openTransport"(options?: ConnectableOptions): Transport {
    return openMemoryTransport(this.#engine, options);
  }

  /**
   * Ends the server: its subscriptions, every endpoint that serves it, its extensions, and its
   * connection to other instances. A backplane is closed by the code that opened it.
   */
  async close(): Promise<void> {
    await this.#engine.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/**
 * Makes a server that offers nothing yet.
 *
 * @example
 * ```ts
 * const server = createServer({ name: "greeter", version: "1.0.0" }).tool(
 *   "greet",
 *   { description: "Greet a person by name.", input: z.object({ name: z.string() }) },
 *   ({ name }) => `Hello, ${name}!`,
 * );
 *
 * await serve(server);
 * ```
 */
export function createServer<Caller extends Principal = Principal>(
  options: ServerOptions<Caller>,
): Server<EmptyCatalogue, Caller> {
  return new Server(options);
}

import type {
  AuthProvider,
  Backplane,
  Clock,
  Implementation,
  Schema,
  Telemetry,
  Transport,
} from "@mortise/protocol";
import { MortiseError, parseDuration } from "@mortise/protocol";
import { createMemoryBackplane } from "./backplane/memory-backplane.ts";
import { Catalogue } from "./catalogue/catalogue.ts";
import { Cluster } from "./cluster/cluster.ts";
import { openMemoryTransport } from "./connection/memory-transport.ts";
import type { ServerCore } from "./core/server-core.ts";
import { Discovery } from "./dispatch/discover.ts";
import type { ServerExtension } from "./extension/extension.ts";
import { ExtensionRegistry } from "./extension/extension-registry.ts";
import { FetchHandler } from "./http/fetch-handler.ts";
import type { Mask, ServerLog } from "./log/mask.ts";
import { createMask } from "./log/mask.ts";
import { createServerLog } from "./log/server-log.ts";
import type { MethodParams, Middleware } from "./middleware/middleware.ts";
import { Pipeline } from "./middleware/pipeline.ts";
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
import { Identity } from "./result/identity.ts";
import type { StoredResult } from "./result/stored-result.ts";
import type { ServerOptions } from "./server-options.ts";
import { checkServerOptions } from "./server-options.ts";
import { EPHEMERAL_KEY_WARNING, StateSealer } from "./state/state-sealer.ts";
import { Subscriptions } from "./subscription/subscriptions.ts";
import { compileTool } from "./tool/compile-tool.ts";
import type { ToolDefinition, ToolHandler, ToolSignatureOf } from "./tool/tool.ts";
import type { TransformOptions } from "./transform/transform.ts";
import { Transform } from "./transform/transform.ts";
import type { Transformed } from "./transform/transformed-types.ts";
import { isProtocolMethod } from "./versioning/method.ts";
import type { EmptyCatalogue, WithPrompt, WithTool, WithTypes } from "./view/catalogue-types.ts";
import type { ListKind } from "./visibility/list-kind.ts";
import type { Selector } from "./visibility/selector.ts";

/**
 * An MCP server: tools, resources and prompts, written once for every revision and transport.
 *
 * Everything is worked out when it is registered; registering or removing later announces the
 * change to clients. Serve it with `serve`, mount {@link Server.fetch}, or hand it to `connect`.
 */
export class Server<Types = EmptyCatalogue> implements ServerCore {
  declare readonly "~catalogue": Types;
  readonly info: Implementation;
  readonly identity: Identity;
  readonly catalogue: Catalogue;
  readonly subscriptions: Subscriptions;
  readonly timeout: number;
  readonly clock: Clock | undefined;
  readonly log: ServerLog;
  readonly mask: Mask;
  readonly sealer: StateSealer;
  readonly extensions: ExtensionRegistry = new ExtensionRegistry();
  pipeline: Pipeline | undefined;
  telemetry: Telemetry | undefined;
  readonly auth: AuthProvider | undefined;
  readonly #discovery: Discovery;
  #fetchHandler: FetchHandler | undefined;
  #backplane: Backplane | undefined;
  #cluster: Cluster | undefined;
  #host: { readonly backplane: Backplane } | undefined;
  readonly #installed: (() => void)[] = [];

  constructor(options: ServerOptions) {
    checkServerOptions(options);
    const { name, version, title, description, websiteUrl, icons } = options;
    this.info = {
      name,
      version,
      ...(title !== undefined && { title }),
      ...(description !== undefined && { description }),
      ...(websiteUrl !== undefined && { websiteUrl }),
      ...(icons && { icons }),
    };
    this.subscriptions = new Subscriptions(options.maxSubscriptions);
    this.telemetry = options.telemetry;
    this.auth = options.auth;
    this.timeout = parseDuration(options.timeout ?? "60s", "timeout");
    this.clock = options.clock;
    this.log = createServerLog(options.log);
    this.mask = createMask(this.log);
    const warn = (message: string): void => this.log({ level: "warning", message });
    this.sealer = new StateSealer(options.state ?? {}, { warn });
    this.identity = new Identity(this.info);
    this.catalogue = new Catalogue({
      pageSize: readPageSize(options.pageSize),
      cache: options.cache ?? {},
      identity: this.identity,
      answering: this,
      log: this.log,
    });
    this.#discovery = new Discovery(this, options.instructions, options.cache?.discover);
    this.catalogue.watch((change) => {
      if (!("list" in change)) {
        this.subscriptions.resourceUpdated(change.uri);
        return;
      }
      this.#discovery.forget();
      this.subscriptions.listChanged(change.list);
    });
  }

  /**
   * Adds a tool and returns the server, with the tool in its type.
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
    definition: ToolDefinition<Input, Output>,
    handler: ToolHandler<Input, Output, Returned>,
  ): Server<WithTool<Types, Name, ToolSignatureOf<Input, Output, Awaited<Returned>>>> {
    this.catalogue.add("tools", name, compileTool(name, definition, handler, this.timeout));
    return this as never;
  }

  /**
   * Adds a resource, or with `{variables}` in the URI a family of them, and returns the server.
   *
   * @throws MortiseError `INVALID_DEFINITION` when the definition cannot work.
   */
  resource<const Uri extends string>(
    uri: Uri,
    definition: Uri extends `${string}{${string}` ? ResourceTemplateDefinition : ResourceDefinition,
    handler: Uri extends `${string}{${string}` ? ResourceTemplateHandler<Uri> : ResourceHandler,
  ): this {
    if (uri.includes("{")) {
      const read = handler as AnyTemplateHandler;
      this.catalogue.add("templates", uri, compileTemplate(uri, definition, read, this.timeout));
    } else {
      const read = handler as ResourceHandler;
      this.catalogue.add("resources", uri, compileResource(uri, definition, read, this.timeout));
    }
    return this;
  }

  /**
   * Adds a prompt and returns the server, with the prompt in its type.
   *
   * @throws MortiseError `INVALID_DEFINITION` when the definition cannot work.
   */
  prompt<const Name extends string, Input extends Schema | undefined = undefined>(
    name: Name,
    definition: PromptDefinition<Input>,
    handler: PromptHandler<Input>,
  ): Server<WithPrompt<Types, Name, PromptSignatureOf<Input>>> {
    this.catalogue.add("prompts", name, compilePrompt(name, definition, handler, this.timeout));
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
    this.pipeline ??= new Pipeline();
    if (typeof first === "string") this.pipeline.add(first, second as Middleware);
    else this.pipeline.add(undefined, first);
    return this;
  }

  /**
   * Adds an extension of the protocol: what it declares, its methods, and what it does around others.
   *
   * @throws MortiseError `INVALID_DEFINITION` for an identifier or method that is taken or cannot be.
   */
  extend(extension: ServerExtension): this {
    this.extensions.add(extension, isProtocolMethod);
    this.#discovery.forget();
    const uninstall = extension.install?.(this);
    if (uninstall) this.#installed.push(uninstall);
    if (extension.middleware) {
      this.pipeline ??= new Pipeline();
      this.pipeline.addInner(extension.id, extension.middleware);
    }
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
  ): Server<WithTypes<Types, Mounted<Namespace, Transformed<Other, Changes>>>>;
  mount<Other, const Changes extends TransformOptions = object>(
    other: Server<Other>,
    options?: { readonly transform?: Changes },
  ): Server<WithTypes<Types, Transformed<Other, Changes>>>;
  mount(
    first: string | Server<unknown>,
    second: Server<unknown> | MountOptions = {},
    third: MountOptions = {},
  ): Server<never> {
    const other = (typeof first === "string" ? second : first) as Server<unknown>;
    const options = (typeof first === "string" ? third : second) as MountOptions;
    mountServer(this.catalogue, typeof first === "string" ? first : undefined, other, options);
    other.#host ??= this;
    return this as never;
  }

  /** Takes out what was mounted under a namespace, or a server; `false` when there was none. */
  unmount(which: string | Server<unknown>): boolean {
    return unmountServer(this.catalogue, typeof which === "string" ? which : which.catalogue);
  }

  /**
   * Presents what is offered by other names, descriptions and arguments, or not at all; what a
   * later transform names, it names as the ones before it left it.
   *
   * @throws MortiseError `INVALID_DEFINITION` for what is not there, names that are taken, and
   * arguments whose schema cannot be reshaped safely.
   */
  transform<const Changes extends TransformOptions>(
    changes: Changes,
  ): Server<Transformed<Types, Changes>> {
    this.catalogue.transform(new Transform(changes));
    return this as never;
  }

  /**
   * Offers what is selected again, or with `only` nothing else; clients are told. The latest of what
   * `enable`, `disable` and `enabled: false` say counts; an `enabled` function is asked in any case.
   */
  enable({ only = false, ...selector }: Selector & { readonly only?: boolean } = {}): this {
    this.catalogue.switch(selector, true, only);
    return this;
  }

  /** Offers what is selected to nobody, until it is enabled again; clients are told. */
  disable(selector: Selector = {}): this {
    this.catalogue.switch(selector, false, false);
    return this;
  }

  /** What this server shares with other instances; until it joins one, a backplane of this process alone. */
  get backplane(): Backplane {
    this.#backplane ??= this.#host?.backplane ?? createMemoryBackplane();
    return this.#backplane;
  }

  /** The other instances of the backplane. */
  get cluster(): Cluster {
    this.#cluster ??= new Cluster(this.backplane, this.log);
    return this.#cluster;
  }

  /** Tells whether {@link Server.join} was called, or something needed a backplane before. */
  get hasBackplane(): boolean {
    return this.#backplane !== undefined;
  }

  /** Takes a tool, prompt, resource or template out; `false` when there is no such thing. */
  remove(kind: ListKind, name: string): boolean {
    return this.catalogue.remove(kind, name);
  }

  /** Tells subscribed clients that what `uri` holds has changed. */
  resourceUpdated(uri: string): void {
    this.catalogue.notice({ uri });
  }

  /**
   * Answers an HTTP request of the Streamable HTTP transport, on any web-standard runtime.
   *
   * Requests from other origins are refused; for hosts, other origins and limits make a handler
   * with `createFetchHandler`.
   */
  readonly fetch = (request: Request): Promise<Response> => {
    this.#fetchHandler ??= new FetchHandler(this);
    return this.#fetchHandler.handle(request);
  };

  /**
   * Shares sessions, streams and changes with the other instances of `backplane`; called before the
   * server is served. Whoever opened the backplane closes it.
   */
  join(backplane: Backplane): this {
    if (this.#backplane) {
      throw new MortiseError(
        "INVALID_OPTION",
        "join must come before the server is served, and once: it has a backplane already",
      );
    }
    this.#backplane = backplane;
    if (backplane.isShared && this.sealer.hasEphemeralKey) {
      this.log({ level: "warning", message: EPHEMERAL_KEY_WARNING });
    }
    if (backplane.isShared) this.subscriptions.join(this.cluster);
    return this;
  }

  /** Opens a connection to this server inside the process; `connect(server)` calls it. */
  "~openTransport"(): Transport {
    return openMemoryTransport(this);
  }

  /** Ends what clients have open: subscriptions, and sessions of {@link Server.fetch}. */
  async close(): Promise<void> {
    for (const uninstall of this.#installed.splice(0)) uninstall();
    this.subscriptions.close();
    await this.#fetchHandler?.close();
    await this.#cluster?.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  discover(): StoredResult {
    return this.#discovery.discover();
  }

  initializeResult(): object {
    return this.#discovery.initializeResult();
  }
}

/** Makes a server that offers nothing yet. */
export function createServer(options: ServerOptions): Server {
  return new Server(options);
}

function readPageSize(pageSize = 1000): number {
  if (Number.isInteger(pageSize) && pageSize > 0) return pageSize;
  throw new MortiseError("INVALID_OPTION", `pageSize must be 1 or more, not ${pageSize}`);
}

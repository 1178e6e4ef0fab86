import type {
  AuthProvider,
  Backplane,
  CacheHints,
  Duration,
  Icon,
  Implementation,
  Schema,
  ServerCapabilities,
  Telemetry,
  Transport,
} from "@mortise/protocol";
import { MortiseError, parseDuration, REVISIONS } from "@mortise/protocol";
import { createMemoryBackplane } from "./backplane/memory-backplane.ts";
import type { ListKind } from "./catalogue/catalogue.ts";
import { Catalogue } from "./catalogue/catalogue.ts";
import { StoredResult } from "./catalogue/stored-list.ts";
import type { ServerExtension } from "./extension/extension.ts";
import { Extensions } from "./extension/extensions.ts";
import { FetchHandler } from "./http/fetch-handler.ts";
import type { StateOptions } from "./input/state-sealer.ts";
import { MADE_UP_KEY, StateSealer } from "./input/state-sealer.ts";
import { openMemoryTransport } from "./memory/memory-transport.ts";
import type { MethodParams, Middleware } from "./middleware/middleware.ts";
import { Pipeline } from "./middleware/pipeline.ts";
import { compilePrompt } from "./prompt/compile-prompt.ts";
import type { PromptDefinition, PromptHandler } from "./prompt/prompt.ts";
import type { ServerCore } from "./request/dispatch.ts";
import { isProtocolMethod } from "./request/dispatch.ts";
import { Identity, writeResult } from "./request/identity.ts";
import type { Mask, ServerLog } from "./request/mask.ts";
import { createMask } from "./request/mask.ts";
import { createServerLog } from "./request/server-log.ts";
import { compileResource, compileTemplate } from "./resource/compile-resource.ts";
import type {
  AnyTemplateHandler,
  ResourceDefinition,
  ResourceHandler,
  ResourceTemplateDefinition,
  ResourceTemplateHandler,
} from "./resource/resource.ts";
import { Subscriptions } from "./subscription/subscriptions.ts";
import { compileTool } from "./tool/compile-tool.ts";
import type { ToolDefinition, ToolHandler, ToolSignature, ToolSignatureOf } from "./tool/tool.ts";

/** What an author says about a server. */
export interface ServerOptions {
  /** Names the server to clients, such as `customer-data`. */
  readonly name: string;
  readonly version: string;
  readonly title?: string;
  readonly description?: string;
  /** Tells models how to use the server as a whole. */
  readonly instructions?: string;
  readonly websiteUrl?: string;
  readonly icons?: readonly Icon[];
  /** How long a handler without a timeout of its own may take. Default `"60s"`. */
  readonly timeout?: Duration;
  /** Entries on one page of a list. Default 1000. */
  readonly pageSize?: number;
  /** How what a handler must remember between the rounds of one request is sealed. */
  readonly state?: StateOptions;
  /**
   * Tells who sends a request, over HTTP; on other transports nobody is asked. Default: anyone may.
   */
  readonly auth?: AuthProvider;
  /** Watches requests, such as `openTelemetry()`. Default: nothing; `serve` brings OpenTelemetry. */
  readonly telemetry?: Telemetry;
  /** Takes what the server reports about itself, such as masked errors. Default: standard error. */
  readonly log?: ServerLog;
}

/** What a server offers, as types: names with what they take and give. */
export interface CatalogueTypes {
  readonly tools: { readonly [name: string]: ToolSignature };
  readonly prompts: { readonly [name: string]: { readonly input: unknown } };
}

/** The {@link CatalogueTypes} of a server that offers nothing yet. */
export interface EmptyCatalogue {
  // biome-ignore lint/complexity/noBannedTypes: the empty object that names are added to.
  readonly tools: {};
  // biome-ignore lint/complexity/noBannedTypes: the empty object that names are added to.
  readonly prompts: {};
}

const DISCOVERY_CACHE: Required<CacheHints> = { ttlMs: 3_600_000, cacheScope: "public" };

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
  readonly subscriptions: Subscriptions = new Subscriptions();
  readonly timeout: number;
  readonly log: ServerLog;
  readonly mask: Mask;
  readonly sealer: StateSealer;
  readonly extensions: Extensions = new Extensions();
  pipeline: Pipeline | undefined;
  telemetry: Telemetry | undefined;
  readonly auth: AuthProvider | undefined;
  readonly #options: ServerOptions;
  #discovery: StoredResult | undefined;
  #fetchHandler: FetchHandler | undefined;
  #backplane: Backplane | undefined;
  readonly #installed: (() => void)[] = [];

  constructor(options: ServerOptions) {
    const { name, version, title, description, websiteUrl, icons } = options;
    this.#options = options;
    this.info = {
      name,
      version,
      ...(title !== undefined && { title }),
      ...(description !== undefined && { description }),
      ...(websiteUrl !== undefined && { websiteUrl }),
      ...(icons && { icons }),
    };
    this.telemetry = options.telemetry;
    this.auth = options.auth;
    this.timeout = parseDuration(options.timeout ?? "60s");
    this.log = createServerLog(options.log);
    this.mask = createMask(this.log);
    this.sealer = new StateSealer(options.state ?? {});
    this.identity = new Identity(this.info);
    this.catalogue = new Catalogue(readPageSize(options.pageSize), this.identity, (kind) => {
      this.#discovery = undefined;
      this.subscriptions.listChanged(kind);
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
  ): Server<
    Types & {
      readonly tools: { readonly [Key in Name]: ToolSignatureOf<Input, Output, Awaited<Returned>> };
    }
  > {
    this.catalogue.addTool(compileTool(name, definition, handler, this.timeout));
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
      this.catalogue.addTemplate(compileTemplate(uri, definition, read, this.timeout));
    } else {
      const read = handler as ResourceHandler;
      this.catalogue.addResource(compileResource(uri, definition, read, this.timeout));
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
  ): Server<
    Types & {
      readonly prompts: {
        readonly [Key in Name]: {
          readonly input: ToolSignatureOf<Input, undefined, unknown>["input"];
        };
      };
    }
  > {
    this.catalogue.addPrompt(compilePrompt(name, definition, handler, this.timeout));
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
    this.#discovery = undefined;
    const uninstall = extension.install?.(this);
    if (uninstall) this.#installed.push(uninstall);
    if (extension.middleware) {
      this.pipeline ??= new Pipeline();
      this.pipeline.addInner(extension.id, extension.middleware);
    }
    return this;
  }

  /** What this server shares with other nodes; until it joins one, a backplane of this process alone. */
  get backplane(): Backplane {
    this.#backplane ??= createMemoryBackplane();
    return this.#backplane;
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
    this.subscriptions.resourceUpdated(uri);
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
   * Shares sessions, streams and changes with the other nodes of `backplane`; called before the
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
    if (backplane.isShared && this.sealer.isMadeUp) {
      this.log({ level: "warning", message: MADE_UP_KEY });
    }
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
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  discover(): StoredResult {
    const { instructions } = this.#options;
    this.#discovery ??= new StoredResult(
      writeResult(
        {
          supportedVersions: REVISIONS,
          capabilities: this.#capabilities(),
          ...(instructions !== undefined && { instructions }),
          ...DISCOVERY_CACHE,
        },
        this,
      ),
    );
    return this.#discovery;
  }

  introduce(): object {
    const { instructions } = this.#options;
    return {
      capabilities: this.#capabilities(),
      serverInfo: this.info,
      ...(instructions !== undefined && { instructions }),
    };
  }

  #capabilities(): ServerCapabilities {
    const { tools, resources, templates, prompts } = this.catalogue;
    const completes = [...prompts.values(), ...templates.values()].some(
      (entry) => Object.keys(entry.complete).length > 0,
    );
    const extensions = this.extensions.declared;
    return {
      logging: {},
      ...(completes && { completions: {} }),
      ...(prompts.size > 0 && { prompts: { listChanged: true } }),
      ...(resources.size + templates.size > 0 && {
        resources: { subscribe: true, listChanged: true },
      }),
      ...(tools.size > 0 && { tools: { listChanged: true } }),
      ...(Object.keys(extensions).length > 0 && { extensions }),
    };
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

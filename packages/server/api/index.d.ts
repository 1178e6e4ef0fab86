// The public declarations of @mortise/server. `npx vitest run scripts -u` writes this file.

export type * from "@mortise/protocol";

export interface AccessOptions {
  readonly scopes?: readonly string[];
  readonly allow?: Permission;
}

export interface Admission {
  readonly repaired: readonly Repair[];
  readonly valid?: ValidInput;
}

export declare class AppView {
  #private;
  readonly uri: string;
  constructor(server: string, name: string, definition: AppViewDefinition);
}

export interface AppViewDefinition {
  readonly html?: string | (() => string | Promise<string>);
  readonly file?: string | URL;
  readonly title?: string;
  readonly description?: string;
  readonly csp?: AppViewOrigins;
  readonly permissions?: readonly (typeof PERMISSIONS)[number][];
  readonly domain?: string;
  readonly prefersBorder?: boolean;
}

export type ArgumentTransform = ShownArgument | HiddenArgument;

export interface BlockOptions {
  readonly annotations?: Annotations;
}

export interface CacheOptions {
  readonly tools?: CachePolicy;
  readonly resources?: CachePolicy;
  readonly prompts?: CachePolicy;
  readonly discover?: CachePolicy;
}

export interface CachePolicy {
  readonly ttl?: Duration;
  readonly scope?: CacheScope;
}

export interface CardEndpoint {
  readonly path: string | undefined;
  readonly info: Implementation;
}

export interface CardHeader {
  readonly name: string;
  readonly description?: string;
  readonly isRequired?: boolean;
  readonly isSecret?: boolean;
}

export interface CardRepository {
  readonly url: string;
  readonly source: string;
  readonly subfolder?: string;
}

export interface CatalogEntry {
  readonly identifier: string;
  readonly type: string;
  readonly url: string;
}

export interface CatalogueTypes {
  tools: {
    [name: string]: ToolSignature;
  };
  prompts: {
    [name: string]: PromptSignature;
  };
}

export type Completer = (value: string, context: RequestContext, filled: Readonly<Record<string, string>>) => readonly string[] | Promise<readonly string[]>;

export declare class ComposedResult {
  readonly parts: ResultParts;
  constructor(parts: ResultParts);
}

export type Condition = (viewer: Viewer) => boolean;

export interface DetachOptions {
  readonly delay?: Duration;
}

export interface Detachable {
  readonly task?: HandlerTask;
  detach(options?: DetachOptions): Promise<void>;
}

export type ElicitAnswer<Content> = {
  readonly action: "accept";
  readonly content: Content;
} | {
  readonly action: "decline" | "cancel";
};

export interface EmptyCatalogue {
  tools: {};
  prompts: {};
}

export interface ExtensionHost {
  readonly info: Implementation;
  readonly log: ServerLog;
  readonly timeout: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly telemetry: Telemetry;
  readonly backplane: Backplane;
  tools(): ReadonlyMap<string, HostedTool>;
  findTool(name: string): HostedTool | undefined;
  recordOf(context: RequestContext): Promise<HandlerRecord>;
  ask(context: RequestContext, method: string, params: JsonObject): Promise<JsonObject>;
  notify(context: RequestContext, method: string, params: JsonObject): void;
  readonly invoke: Invoke;
  resource(uri: string, definition: ResourceDefinition | ResourceTemplateDefinition, handler: ResourceHandler | AnyTemplateHandler): unknown;
  remove(kind: ListKind, name: string): boolean;
  resourceUpdated(uri: string): void;
}

export interface ExtensionMethod {
  readonly handler: (params: JsonObject, context: RequestContext) => object | Promise<object>;
  readonly named?: string;
  readonly requiresClient?: boolean | ((revision: Revision) => boolean);
  readonly timeout?: Duration | "none";
}

export interface ExtensionSubscription {
  open(wanted: unknown, stream: SubscriptionStream): OpenedSubscription | Promise<OpenedSubscription>;
}

export type FetchFallback = (request: Request) => Response | Promise<Response>;

export interface FetchFunction {
  (request: Request): Promise<Response>;
  close(): Promise<void>;
}

export interface FetchOptions extends HttpOptions {
  readonly path?: string;
  readonly fallback?: FetchFallback;
}

export interface FileOptions extends BlockOptions {
  readonly name: string;
  readonly mimeType?: string;
  readonly uri?: string;
}

export interface ForwardContext {
  readonly signal: AbortSignal;
  readonly revision: Revision;
  readonly auth: Principal | undefined;
  readonly logLevel: LoggingLevel | undefined;
  readonly client: {
    readonly info: Implementation | undefined;
    readonly capabilities: ClientCapabilities;
  };
  notify(method: string, params: JsonObject): void;
  readonly ask: ((method: string, params: JsonObject) => Promise<JsonObject>) | undefined;
}

export type ForwardHandler = (request: ForwardedRequest, context: ForwardContext) => JsonObject | Promise<JsonObject>;

export interface ForwardOptions extends VisibilityOptions, AccessOptions {
  readonly timeout?: Duration;
}

export interface Forwardable {
  readonly tool: Tool;
  readonly resource: Resource;
  readonly resourceTemplate: ResourceTemplate;
  readonly prompt: Prompt;
}

export interface ForwardedRequest {
  readonly method: string;
  readonly params: JsonObject;
}

export interface GuardOptions {
  readonly allowedHosts?: readonly string[];
  readonly allowedOrigins?: readonly string[];
  readonly allowedHeaders?: readonly string[];
}

export interface HandlerTask {
  readonly id: string;
  readonly attempt: number;
  readonly ending?: "cancelled" | "expired";
}

export interface HealthOptions {
  readonly live?: string | false;
  readonly ready?: string | false;
}

export interface HiddenArgument {
  readonly hide: true;
  readonly value?: JsonValue | ((viewer: Viewer) => JsonValue | undefined);
}

export interface HostedTool {
  readonly listed: Tool;
  readonly timeout: number;
  extension(id: string): unknown;
}

export interface HttpOptions extends GuardOptions {
  readonly maxBodyBytes?: number;
  readonly sessions?: SessionOptions | false;
  readonly grace?: Duration;
  readonly health?: boolean | HealthOptions;
  readonly card?: ServerCard;
  readonly telemetry?: Telemetry | undefined;
  readonly tap?: Tap;
}

export interface InputRequests {
  elicit<Form extends Schema>(key: string, question: {
    readonly message: string;
    readonly schema: Form & UsableSchema<Form>;
  }): Promise<ElicitAnswer<SchemaOutput<Form>>>;
  elicitUrl(key: string, question: {
    readonly message: string;
    readonly url: string;
  }): Promise<ElicitAnswer<undefined>>;
  sample(key: string, params: CreateMessageRequestParams): Promise<CreateMessageResult>;
  roots(): Promise<readonly Root[]>;
  step<Value>(name: string, work: () => Value | Promise<Value>): Promise<Value>;
}

export interface InterceptedRequest<Method extends string = string> {
  readonly method: Method;
  readonly params: ParamsOf<Method>;
  readonly id: RequestId;
  readonly target: string | undefined;
  readonly tool: Tool | undefined;
  extension(id: string): unknown;
  readonly isOffered: boolean;
  authorize(): Promise<void>;
  admit(): Promise<Admission | Outcome>;
  readonly revision: Revision;
  readonly transport: string;
  readonly principal: Principal | undefined;
  readonly client: {
    readonly info: Implementation | undefined;
    readonly capabilities: ClientCapabilities;
  };
  readonly signal: AbortSignal;
  readonly tookInput: boolean;
  readonly place: string;
  readonly server: MiddlewareServer;
  respond(result: JsonObject): Outcome;
}

export interface InvocationLog {
  readonly level: LoggingLevel;
  readonly logger?: string;
  readonly data: unknown;
}

export interface InvocationProgress {
  readonly progress: number;
  readonly total?: number;
  readonly message?: string;
}

export type Invoke = (tool: string, args: JsonObject, options?: InvokeOptions) => Promise<CallToolResult>;

export interface InvokeOptions {
  readonly principal?: Principal | undefined;
  readonly client?: {
    readonly info?: Implementation | undefined;
    readonly capabilities?: ClientCapabilities | undefined;
  };
  readonly journal?: InputJournal;
  readonly admission?: Admission;
  readonly signal?: AbortSignal;
  readonly timeout?: Duration | "none";
  readonly meta?: JsonObject;
  readonly onProgress?: (progress: InvocationProgress) => void;
  readonly onLog?: (message: InvocationLog) => void;
  readonly onFailure?: (error: unknown) => void;
  readonly context?: Readonly<Record<string, unknown>>;
}

export type ListKind = "tools" | "resources" | "prompts";

export interface ListParams {
  readonly cursor?: string;
}

export interface LoggingOptions {
  readonly log?: (record: RequestRecord) => void;
  readonly level?: RequestRecord["level"];
  readonly arguments?: boolean;
}

export interface MemoryBackplaneOptions {
  readonly maxKeys?: number;
  readonly maxStreams?: number;
  readonly maxEvents?: number;
  readonly maxStreamCharacters?: number;
  readonly maxCharacters?: number;
  readonly clock?: Clock;
  readonly onError?: (error: unknown) => void;
}

export interface MethodParams {
  readonly "server/discover": JsonObject;
  readonly initialize: JsonObject;
  readonly "tools/list": ListParams;
  readonly "tools/call": NamedParams;
  readonly "resources/list": ListParams;
  readonly "resources/templates/list": ListParams;
  readonly "resources/read": {
    readonly uri: string;
  };
  readonly "prompts/list": ListParams;
  readonly "prompts/get": NamedParams;
  readonly "completion/complete": {
    readonly ref: JsonObject;
    readonly argument: {
      readonly name: string;
      readonly value: string;
    };
  };
  readonly "subscriptions/listen": {
    readonly notifications: SubscriptionFilter;
  };
}

export type Middleware<Method extends string = string> = (request: InterceptedRequest<Method>, next: Next) => Outcome | Promise<Outcome>;

export type MiddlewareByMethod = { readonly [Method in keyof MethodParams]?: Middleware<Method> };

export interface MiddlewareServer {
  readonly name: string;
  readonly values: KeyValueStore;
  readonly log: ServerLog;
  readonly clock: Clock;
}

export interface MountOptions {
  readonly transform?: TransformOptions;
}

export type Mounted<Namespace extends string, Types> = Flat<{
  tools: Prefixed<Namespace, NamesOf<Types, "tools">>;
  prompts: Prefixed<Namespace, NamesOf<Types, "prompts">>;
}>;

export interface NamedParams {
  readonly name: string;
  readonly arguments?: JsonObject;
}

export type Next = (changes?: {
  readonly params: JsonObject;
}) => Promise<Outcome>;

export interface OpenedSubscription {
  readonly honored: unknown;
  close(): void;
}

export declare class Outcome {
  #private;
  get text(): string;
  get result(): JsonObject;
  get resultType(): string;
  get isError(): boolean;
}

export type ParamsOf<Method extends string> = Method extends keyof MethodParams ? MethodParams[Method] & JsonObject : JsonObject;

export type Permission = (viewer: Viewer) => boolean | Promise<boolean>;

export interface PromptDefinition<Input extends Schema | undefined = Schema | undefined> extends VisibilityOptions, AccessOptions {
  readonly title?: string;
  readonly description?: string;
  readonly input?: Input;
  readonly complete?: Readonly<Record<string, Completer>>;
  readonly timeout?: Duration;
  readonly icons?: readonly Icon[];
  readonly meta?: JsonObject;
}

export type PromptHandler<Input extends Schema | undefined, Caller extends Principal = Principal> = (input: Input extends Schema ? SchemaOutput<Input> : Record<string, never>, context: RequestContext<Caller>) => PromptValue | Promise<PromptValue>;

export interface PromptLine {
  readonly role: Role;
  readonly content: string | ContentBlock;
}

export interface PromptSignature {
  input: unknown;
}

export type PromptSignatureOf<Input extends Schema | undefined> = Flat<{
  input: Input extends Schema ? SchemaInput<Input> : Record<string, never>;
}>;

export interface PromptTransform extends Presentation {
  readonly name?: string;
  readonly arguments?: Readonly<Record<string, ArgumentTransform>>;
}

export type PromptValue = string | readonly (PromptLine | PromptMessage)[] | {
  readonly description?: string;
  readonly messages: readonly (PromptLine | PromptMessage)[];
};

export interface RateLimitOptions {
  readonly limit: number;
  readonly window: Duration;
  readonly by?: "principal" | ((request: InterceptedRequest) => string);
  readonly cost?: (request: InterceptedRequest) => number;
  readonly values?: KeyValueStore;
  readonly onOutage?: "admit" | "refuse";
}

export interface RequestContext<Caller extends Principal = Principal> extends InputRequests {
  readonly signal: AbortSignal;
  readonly fetch: typeof fetch;
  readonly log: RequestLog;
  readonly auth: (Principal & Caller) | undefined;
  readonly client: {
    readonly info: Implementation | undefined;
    readonly capabilities: ClientCapabilities;
  };
  readonly request: {
    readonly id: RequestId;
    readonly method: string; 
    readonly name: string;
    readonly revision: Revision;
    readonly meta: JsonObject; 
    readonly repairs: readonly Repair[];
  };
  progress(done: number, total?: number, message?: string): void;
  releaseConnection(options?: {
    readonly retry?: Duration;
  }): void;
  detach(options?: DetachOptions): Promise<void>;
  readonly task: HandlerTask | undefined;
  extension(id: string): unknown;
}

export type RequestLog = { readonly [Level in LoggingLevel]: (data: unknown, logger?: string) => void };

export interface RequestRecord extends Ended {
  readonly level: "info" | "warning" | "error";
  readonly method: string;
  readonly target?: string;
  readonly id: RequestId;
  readonly durationMs: number;
  readonly transport: string;
  readonly revision: Revision;
  readonly principal?: string;
  readonly client?: string;
  readonly arguments?: unknown;
}

export interface ResourceDefinition extends VisibilityOptions, AccessOptions {
  readonly name?: string;
  readonly title?: string;
  readonly description?: string;
  readonly mimeType?: string;
  readonly annotations?: Annotations;
  readonly size?: number;
  readonly icons?: readonly Icon[];
  readonly meta?: JsonObject;
  readonly timeout?: Duration;
  readonly cache?: CachePolicy;
}

export type ResourceEntry = Omit<Resource, "name"> & {
  readonly name?: string;
};

export type ResourceHandler<Caller extends Principal = Principal> = (context: RequestContext<Caller>) => ResourceValue | Promise<ResourceValue>;

export interface ResourceTemplateDefinition extends ResourceDefinition {
  readonly complete?: Readonly<Record<string, Completer>>;
  readonly allowTraversal?: boolean;
  readonly list?: (context: RequestContext) => readonly ResourceEntry[] | Promise<readonly ResourceEntry[]>;
}

export type ResourceTemplateHandler<Template extends string, Caller extends Principal = Principal> = (variables: TemplateVariables<Template>, context: RequestContext<Caller>) => ResourceValue | Promise<ResourceValue>;

export interface ResourceTransform extends Presentation {
  readonly name?: string;
  readonly annotations?: Annotations;
}

export type ResourceValue = string | number | boolean | Uint8Array | {
  readonly text: string;
  readonly mimeType?: string;
} | {
  readonly bytes: Uint8Array;
  readonly mimeType?: string;
} | readonly ResourceContents[] | (object & {
  readonly then?: never;
});

export interface ResponseCacheOptions {
  readonly ttl: Duration;
  readonly tools?: readonly string[];
  readonly methods?: readonly string[];
  readonly scope?: "principal" | "everyone";
  readonly key?: (request: InterceptedRequest) => string | undefined;
  readonly maxLength?: number;
  readonly values?: KeyValueStore;
}

export interface ResultParts {
  readonly content?: string | readonly (ContentBlock | string)[];
  readonly structured?: unknown;
  readonly meta?: JsonObject;
  readonly isError?: boolean;
}

export interface Selector {
  readonly tags?: readonly string[];
  readonly names?: readonly string[];
  readonly kinds?: readonly ListKind[];
}

export declare class Server<Types = EmptyCatalogue, Caller extends Principal = Principal> {
  #private;
  readonly "~catalogue": Types;
  readonly info: Implementation;
  readonly log: ServerLog;
  readonly auth: AuthProvider | undefined;
  constructor(options: ServerOptions<Caller>);
  tool<const Name extends string, Input extends Schema | undefined = undefined, Output extends Schema | undefined = undefined, Returned = unknown>(name: Name, definition: ToolDefinition<Input, Output> & UsableSchemas<Input, Output>, handler: ToolHandler<Input, Output, Returned, Caller>): Server<WithTool<Types, Name, ToolSignatureOf<Input, Output, Awaited<Returned>>>, Caller>;
  resource<const Uri extends string>(uri: Uri, definition: Uri extends `${string}{${string}` ? ResourceTemplateDefinition : ResourceDefinition, handler: Uri extends `${string}{${string}` ? ResourceTemplateHandler<Uri, Caller> : ResourceHandler<Caller>): this;
  view(name: string, definition: AppViewDefinition): AppView;
  prompt<const Name extends string, Input extends Schema | undefined = undefined>(name: Name, definition: PromptDefinition<Input> & UsableSchemas<Input>, handler: PromptHandler<Input, Caller>): Server<WithPrompt<Types, Name, PromptSignatureOf<Input>>, Caller>;
  use(middleware: Middleware): this;
  use<const Method extends keyof MethodParams | (string & {})>(method: Method, middleware: Middleware<Method>): this;
  extend(extension: ServerExtension): this;
  mount<const Namespace extends string, Other, const Changes extends TransformOptions = object>(namespace: Namespace, other: Server<Other>, options?: {
    readonly transform?: Changes;
  }): Server<WithTypes<Types, Mounted<Namespace, Transformed<Other, Changes>>>, Caller>;
  mount<Other, const Changes extends TransformOptions = object>(other: Server<Other>, options?: {
    readonly transform?: Changes;
  }): Server<WithTypes<Types, Transformed<Other, Changes>>, Caller>;
  unmount(which: string | Server<unknown>): boolean;
  transform<const Changes extends TransformOptions>(changes: Changes): Server<Transformed<Types, Changes>, Caller>;
  enable({
    only,
    ...selector
  }?: Selector & {
    readonly only?: boolean;
  }): this;
  disable(selector?: Selector): this;
  get backplane(): Backplane;
  forward<const Kind extends keyof Forwardable>(kind: Kind, listed: Forwardable[Kind], handler: ForwardHandler, options?: ForwardOptions): this;
  remove(kind: ListKind, name: string): boolean;
  resourceUpdated(uri: string): void;
  readonly fetch: (request: Request) => Promise<Response>;
  join(backplane: Backplane): this;
  "~openTransport"(options?: ConnectableOptions): Transport;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface ServerCard {
  routes(endpoint: CardEndpoint): readonly AuthRoute[];
}

export interface ServerCardOptions {
  readonly name: string;
  readonly url: string;
  readonly description?: string;
  readonly repository?: CardRepository;
  readonly headers?: readonly CardHeader[];
  readonly catalog?: readonly CatalogEntry[] | false;
  readonly maxAge?: number;
}

export interface ServerEvent {
  readonly level: "info" | "warning" | "error";
  readonly message: string;
  readonly id?: string;
  readonly error?: unknown;
  readonly data?: object;
}

export interface ServerExtension {
  readonly id: string;
  readonly settings?: JsonObject;
  readonly capabilities?: (revision: Revision) => JsonObject;
  readonly methods?: Readonly<Record<string, ExtensionMethod>>;
  readonly subscriptions?: Readonly<Record<string, ExtensionSubscription>>;
  readonly middleware?: Middleware | MiddlewareByMethod;
  readonly context?: (context: RequestContext) => unknown;
  readonly taskOperator?: () => Promise<TaskOperator>;
  readonly served?: (transport: string) => void;
  readonly install?: (host: ExtensionHost) => (() => Promise<void> | void) | undefined;
}

export type ServerLog = (event: ServerEvent) => void;

export interface ServerOptions<Caller extends Principal = Principal> {
  readonly name: string;
  readonly version: string;
  readonly title?: string;
  readonly description?: string;
  readonly instructions?: string;
  readonly websiteUrl?: string;
  readonly icons?: readonly Icon[];
  readonly timeout?: Duration;
  readonly pageSize?: number;
  readonly cache?: CacheOptions;
  readonly state?: StateOptions;
  readonly auth?: AuthProvider<Caller>;
  readonly tasks?: ServerExtension;
  readonly telemetry?: Telemetry;
  readonly maxSubscriptions?: number;
  readonly clock?: Clock;
  readonly random?: Random;
  readonly log?: ServerLog;
}

export interface SessionOptions {
  readonly idle?: Duration;
  readonly max?: number;
  readonly resume?: Duration;
}

export interface ShownArgument {
  readonly name?: string;
  readonly title?: string;
  readonly description?: string;
  readonly default?: JsonValue;
  readonly hide?: false;
}

export interface SizeLimitOptions {
  readonly max: number;
}

export interface Skill {
  readonly path: string;
  readonly frontmatter: SkillFrontmatter;
  readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}

export interface SkillContents {
  readonly under?: string;
  readonly instructions: string;
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
}

export interface SkillsOptions {
  readonly pageSize?: number;
  readonly cache?: {
    readonly ttl?: Duration;
    readonly scope?: CacheScope;
  };
  readonly watch?: (onChange: (skills: readonly Skill[]) => void, onProblem: (problem: unknown) => void) => () => void;
}

export interface StateOptions {
  readonly keys?: readonly string[];
  readonly ttl?: Duration;
  readonly singleUse?: boolean;
}

export interface SubscriptionStream {
  readonly principal: Principal | undefined;
  notify(method: string, params: JsonObject): void;
  readonly signal: AbortSignal;
}

export type TemplateVariables<Template extends string> = Template extends `${string}{${infer Body}}${infer Rest}` ? ExpressionVariables<Body> & TemplateVariables<Rest> : unknown;

export interface TimedRequest extends Ended {
  readonly method: string;
  readonly target?: string;
  readonly durationMs: number;
}

export interface Timing {
  readonly method: string;
  readonly tool?: string;
  readonly count: number;
  readonly failures: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly maxMs: number;
}

export interface TimingMiddleware {
  (request: InterceptedRequest, next: Next): Promise<Outcome>;
  timings(): readonly Timing[];
}

export interface TimingOptions {
  readonly onRequest?: (timed: TimedRequest) => void;
}

export type ToolCaller = "model" | "app";

export type ToolContent = ContentBlock | ComposedResult | readonly (ContentBlock | string)[] | string;

export interface ToolDefinition<Input extends Schema | undefined = Schema | undefined, Output extends Schema | undefined = Schema | undefined> extends VisibilityOptions, AccessOptions {
  readonly description: string;
  readonly title?: string;
  readonly input?: Input;
  readonly output?: Output;
  readonly annotations?: ToolAnnotations;
  readonly timeout?: Duration;
  readonly icons?: readonly Icon[];
  readonly ui?: AppView | ToolView;
  readonly task?: true | "required" | ToolTaskOptions;
  readonly extensions?: readonly ToolExtension[];
  readonly meta?: JsonObject;
}

export interface ToolExtension {
  readonly id: string;
  readonly value?: unknown;
  listed?(revision: Revision): JsonObject | undefined;
}

export type ToolHandler<Input extends Schema | undefined, Output extends Schema | undefined, Returned, Caller extends Principal = Principal> = [Output] extends [Schema] ? (input: ToolInput<Input>, context: RequestContext<Caller>) => ToolReturn<SchemaInput<Output>> : (input: ToolInput<Input>, context: RequestContext<Caller>) => Returned;

export type ToolInput<Input extends Schema | undefined> = Input extends Schema ? SchemaOutput<Input> : Record<string, never>;

export type ToolReturn<Value> = Value | ComposedResult | Promise<Value | ComposedResult>;

export interface ToolSignature {
  input: unknown;
  output: unknown;
}

export type ToolSignatureOf<Input extends Schema | undefined, Output extends Schema | undefined, Value> = Flat<{
  input: Input extends Schema ? SchemaInput<Input> : Record<string, never>;
  output: Output extends Schema ? SchemaOutput<Output> : StructuredOf<Exclude<Value, string>>;
}>;

export interface ToolTask {
  readonly isRequired: boolean;
  readonly start: "call" | "detach";
  readonly delayMs: number;
  readonly revision: string;
  readonly policy: TaskPolicy;
}

export interface ToolTaskOptions {
  readonly required?: boolean;
  readonly start?: "call" | "detach";
  readonly delay?: Duration;
  readonly attempts?: number;
  readonly backoff?: Duration;
  readonly maxBackoff?: Duration;
  readonly ttl?: Duration;
  readonly timeout?: Duration;
  readonly onCrash?: "retry" | "fail";
  readonly perOwner?: number;
  readonly poll?: Duration;
  readonly revision?: string;
}

export interface ToolTransform extends Presentation {
  readonly name?: string;
  readonly annotations?: ToolAnnotations;
  readonly arguments?: Readonly<Record<string, ArgumentTransform>>;
}

export interface ToolView {
  readonly view?: AppView;
  readonly visibility?: readonly ToolCaller[];
}

export interface TransformOptions {
  readonly tools?: TransformsOf<Tool, ToolTransform>;
  readonly prompts?: TransformsOf<Prompt, PromptTransform>;
  readonly resources?: TransformsOf<Resource | ResourceTemplate, ResourceTransform>;
}

export type Transformed<Types, Changes> = Flat<{
  tools: Renamed<NamesOf<Types, "tools">, ChangesOf<Changes, "tools">>;
  prompts: Renamed<NamesOf<Types, "prompts">, ChangesOf<Changes, "prompts">>;
}>;

export type UsableSchema<Given> = Given extends undefined ? unknown : Given extends {
  readonly "~standard": {
    readonly jsonSchema: unknown;
  };
} ? unknown : Given extends {
  readonly kind: "schema";
  readonly "~run": unknown;
} ? "Wrap a schema of valibot in toStandardJsonSchema() of @valibot/to-json-schema" : Given extends {
  readonly _def: unknown;
  readonly _type: unknown;
} ? "Use zod 4.2 or newer: a schema of zod 3 cannot describe itself as JSON Schema" : Given extends {
  readonly "~standard": unknown;
} ? unknown : [SchemaInside<Given>] extends [never] ? unknown : "Make one schema of these, such as z.object({ … })";

export interface UsableSchemas<Input, Output = undefined> {
  readonly input?: UsableSchema<Input>;
  readonly output?: UsableSchema<Output>;
}

export interface ValidInput {
  readonly input: unknown;
  readonly repairs: readonly Repair[];
}

export interface Viewer {
  readonly auth: Principal | undefined;
  readonly client: {
    readonly info: Implementation | undefined;
    readonly capabilities: ClientCapabilities;
  };
  readonly transport: string;
  readonly revision: Revision;
}

export interface VisibilityOptions {
  readonly enabled?: boolean | Condition;
  readonly tags?: readonly string[];
}

export type WithPrompt<Types, Name extends string, Signature> = TypesOf<NamesOf<Types, "tools">, Joined<EntriesOf<NamesOf<Types, "prompts">> | Entry<Name, Signature>>>;

export type WithTool<Types, Name extends string, Signature> = TypesOf<Joined<EntriesOf<NamesOf<Types, "tools">> | Entry<Name, Signature>>, NamesOf<Types, "prompts">>;

export type WithTypes<Types, Others> = TypesOf<Merged<NamesOf<Types, "tools">, NamesOf<Others, "tools">>, Merged<NamesOf<Types, "prompts">, NamesOf<Others, "prompts">>>;

export declare function atMostOnce<Value>(request: Promise<Value>): Promise<Value>;

export declare function audio(data: Uint8Array | string, mimeType: string, options?: BlockOptions): AudioContent;

export declare function createFetchHandler(server: Server<unknown>, options?: FetchOptions): FetchFunction;

export declare function createMemoryBackplane(options?: MemoryBackplaneOptions): Backplane;

export declare function createMemoryTransport(server: Server<unknown>, options?: ConnectableOptions): Transport;

export declare function createServer<Caller extends Principal = Principal>(options: ServerOptions<Caller>): Server<EmptyCatalogue, Caller>;

export declare function createSkill(frontmatter: SkillFrontmatter, {
  under,
  instructions,
  files
}: SkillContents): Skill;

export declare function file(data: Uint8Array | string, options: FileOptions): EmbeddedResource;

export declare function image(data: Uint8Array | string, mimeType: string, options?: BlockOptions): ImageContent;

export declare function link(uri: string, options?: Partial<Omit<Resource, "uri">>): ResourceLink;

export declare function logging(options?: LoggingOptions): Middleware;

export declare function rateLimit(options: RateLimitOptions): Middleware;

export declare function responseCache(options: ResponseCacheOptions): Middleware;

export declare function result(parts: ResultParts): ComposedResult;

export declare function serverCard(options: ServerCardOptions): ServerCard;

export declare function sizeLimit(options: SizeLimitOptions): Middleware;

export declare function skills(list: readonly Skill[], options?: SkillsOptions): ServerExtension;

export declare function timing(options?: TimingOptions): TimingMiddleware;

export declare function video(data: Uint8Array | string, mimeType: string, options?: BlockOptions & {
  readonly name?: string;
  readonly uri?: string;
}): EmbeddedResource;

// Mentioned above, and not exported.

type AnyTemplateHandler = (variables: Readonly<Record<string, UriTemplateValue>>, context: RequestContext) => ResourceValue | Promise<ResourceValue>;

type ChangesOf<Changes, Kind extends string> = Changes extends { readonly [Key in Kind]: infer Each } ? Each extends ((...given: never[]) => unknown) ? unknown : Each : unknown;

interface Ended {
  readonly outcome: string;
  readonly code?: number;
}

type EntriesOf<Names> = { [Name in keyof Names]: Entry<Name, Names[Name]> }[keyof Names];

type Entry<Name extends PropertyKey, Signature> = { [Key in Name]: Signature };

type ExpressionVariables<Body extends string> = Body extends `+${infer Names}` ? { readonly [Name in Split<Names> as NameOf<Name>]: ValueOf<Name> } : Body extends `${"#" | "." | "/"}${infer Names}` ? { readonly [Name in Split<Names> as NameOf<Name>]?: ValueOf<Name> } : Body extends `${";" | "?" | "&"}${infer Names}` ? { readonly [Name in Split<Names> as NameOf<Name>]?: NamedValueOf<Name> } : { readonly [Name in Split<Body> as NameOf<Name>]: ValueOf<Name> };

type Flat<Type> = { [Key in keyof Type]: Type[Key] } & {};

type IsDefaulted<Name, Arguments> = Name extends keyof Arguments ? Arguments[Name] extends {
  readonly hide: true;
} ? false : Arguments[Name] extends {
  readonly default: unknown;
} ? true : false : false;

type IsGiven<Name, Arguments> = Name extends keyof Arguments ? Arguments[Name] extends {
  readonly hide: true;
} | {
  readonly default: unknown;
} ? true : false : false;

type Joined<Entries> = (Entries extends unknown ? (entry: Entries) => void : never) extends ((entry: infer All) => void) ? Flat<All> : never;

type Merged<First, Second> = Joined<EntriesOf<First> | EntriesOf<Second>>;

type NameOf<Variable extends string> = Variable extends `${infer Name}*` ? Name : Variable extends `${infer Name}:${number}` ? Name : Variable;

type NamedValueOf<Variable extends string> = ValueOf<Variable> | (Variable extends `${string}*` ? Readonly<Record<string, string>> : never);

type NamesOf<Types, Kind extends "tools" | "prompts"> = Types extends { readonly [Key in Kind]: infer Names } ? Names : EmptyCatalogue[Kind];

type NewName<Name, Changes> = Name extends keyof Changes ? Changes[Name] extends {
  readonly name: infer New extends string;
} ? string extends New ? Name : New : Name : Name;

declare const PERMISSIONS: readonly ["camera", "microphone", "geolocation", "clipboardWrite"];

type Prefixed<Namespace extends string, Names> = Flat<{ [Name in keyof Names as `${Namespace}_${Name & string}`]: Names[Name] }>;

interface Presentation extends VisibilityOptions {
  readonly title?: string;
  readonly description?: string;
  readonly icons?: readonly Icon[];
  readonly meta?: JsonObject;
}

type Renamed<Names, Changes> = Flat<{ [Name in keyof Names as NewName<Name, Changes>]: Name extends keyof Changes ? Reshaped<Names[Name], Changes[Name]> : Names[Name] }>;

type Reshaped<Signature, Change> = Change extends {
  readonly arguments: infer Arguments;
} ? Flat<{ [Key in keyof Signature]: Key extends "input" ? ReshapedInput<Signature[Key], Arguments> : Signature[Key] }> : Signature;

type ReshapedInput<Input, Arguments> = Flat<{ [Name in keyof Input as IsGiven<Name, Arguments> extends true ? never : NewName<Name, Arguments>]: Input[Name] } & { [Name in keyof Input as IsDefaulted<Name, Arguments> extends true ? NewName<Name, Arguments> : never]?: Input[Name] }>;

type SchemaInside<Given> = { [Name in keyof Given]: 0 extends 1 & Given[Name] ? never : [Given[Name]] extends [never] ? never : Given[Name] extends {
  readonly "~standard": unknown;
} | {
  readonly _def: unknown;
} ? Name : never }[keyof Given];

type Split<Names extends string> = Names extends `${infer First},${infer Rest}` ? First | Split<Rest> : Names;

type StructuredOf<Value> = [Value] extends [never] ? unknown : Value extends ToolContent | {
  readonly content: readonly {
    readonly type: string;
  }[];
} ? unknown : Value;

type TransformsOf<Listed, Changes> = Readonly<Record<string, Changes>> | ((listed: Listed & {
  readonly tags: readonly string[];
}) => Changes | undefined);

type TypesOf<Tools, Prompts> = Flat<{
  tools: Tools;
  prompts: Prompts;
}>;

type ValueOf<Variable extends string> = Variable extends `${string}*` ? readonly string[] : string;

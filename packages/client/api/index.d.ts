// The public declarations of @mortise/client. `npx vitest run scripts -u` writes this file.

export type * from "@mortise/protocol";

export type ArgumentsFor<Entry, Options> = Record<never, never> extends InputOf<Entry> ? [input?: InputOf<Entry>, options?: Options] : [input: InputOf<Entry>, options?: Options];

export interface CallToolOptions extends RequestOptions {
  readonly onProgress?: (progress: Progress) => void;
  readonly onLog?: (entry: LogEntry) => void;
  readonly logLevel?: LoggingLevel;
  readonly onTask?: (task: ClientTask) => void;
  readonly wait?: Duration | AbortSignal;
}

export type CatalogueOf<S> = S extends {
  readonly "~catalogue": infer C;
} ? C : unknown;

export interface Catalogued {
  readonly "~catalogue": unknown;
}

export interface ChangeCallbacks {
  readonly onToolsChanged?: () => void;
  readonly onPromptsChanged?: () => void;
  readonly onResourcesChanged?: () => void;
  readonly onResourceUpdated?: (uri: string) => void;
}

export interface ChangeNotification {
  readonly method: string;
  readonly params: JsonObject;
}

export interface Client<S = unknown> extends AsyncDisposable {
  readonly revision: Revision;
  readonly serverInfo: Implementation | undefined;
  readonly capabilities: ServerCapabilities;
  readonly instructions: string | undefined;
  readonly isClosed: boolean;
  listTools(options?: RequestOptions): Promise<Tool[]>;
  listResources(options?: RequestOptions): Promise<Resource[]>;
  listResourceTemplates(options?: RequestOptions): Promise<ResourceTemplate[]>;
  listPrompts(options?: RequestOptions): Promise<Prompt[]>;
  callTool<Name extends keyof ToolsOf<S> & string>(name: Name, ...rest: ArgumentsFor<ToolsOf<S>[Name], CallToolOptions>): Promise<ToolResult<OutputOf<ToolsOf<S>[Name]>>>;
  task<Name extends keyof ToolsOf<S> & string>(id: string, tool?: Name): ClientTask<OutputOf<ToolsOf<S>[Name]>>;
  readResource(uri: string, options?: RequestOptions): Promise<ReadResourceResult>;
  getPrompt<Name extends keyof PromptsOf<S> & string>(name: Name, ...rest: ArgumentsFor<PromptsOf<S>[Name], RequestOptions>): Promise<GetPromptResult>;
  complete(reference: CompletionReference, argument: {
    readonly name: string;
    readonly value: string;
  }, context?: Readonly<Record<string, string>>, options?: RequestOptions): Promise<Completion>;
  setLogLevel(level: LoggingLevel): Promise<void>;
  ping(options?: RequestOptions): Promise<void>;
  listen(filter: ListenFilter, options?: ClientListenOptions): AsyncGenerator<ChangeNotification>;
  request(method: string, params?: JsonObject, options?: CallToolOptions): Promise<JsonObject>;
  close(): Promise<void>;
}

export interface ClientCacheOptions {
  readonly maxEntries?: number;
  readonly maxBytes?: number;
  readonly principal?: PrincipalSource;
}

export interface ClientExtension {
  readonly id: string;
  readonly settings?: JsonObject;
  readonly methods?: Readonly<Record<string, ClientExtensionMethod>>;
  readonly outgoing?: (request: OutgoingRequest) => OutgoingAddition | undefined;
  readonly results?: Readonly<Record<string, ExtensionResult>>;
  readonly notifications?: Readonly<Record<string, (params: JsonObject) => void>>;
}

export interface ClientExtensionMethod {
  readonly named?: string;
}

export interface ClientListenOptions {
  readonly signal?: AbortSignal;
  readonly onAcknowledged?: (honored: SubscriptionFilter) => void;
}

export interface ClientTask<Structured = unknown> {
  readonly id: string;
  get(options?: TaskRequestOptions): Promise<DetailedTask>;
  result(options?: TaskWaitOptions): Promise<ToolResult<Structured>>;
  watch(options?: TaskRequestOptions): AsyncGenerator<DetailedTask, void, undefined>;
  update(inputResponses: JsonObject, options?: TaskRequestOptions): Promise<void>;
  cancel(options?: TaskRequestOptions): Promise<void>;
}

export type CompletionReference = {
  readonly prompt: string;
} | {
  readonly resource: string;
} | {
  readonly type: "ref/prompt";
  readonly name: string;
} | {
  readonly type: "ref/resource";
  readonly uri: string;
};

export interface ConnectOptions extends InputHandlers, ChangeCallbacks, HttpTransportOptions {
  readonly name?: string;
  readonly version?: string;
  readonly capabilities?: ClientCapabilities;
  readonly extensions?: readonly ClientExtension[];
  readonly tasks?: boolean;
  readonly principal?: Principal;
  readonly revision?: "auto" | Revision;
  readonly timeout?: Duration;
  readonly maxTimeout?: Duration;
  readonly probeTimeout?: Duration;
  readonly cache?: boolean | ClientCacheOptions;
  readonly restart?: boolean;
  readonly signal?: AbortSignal;
  readonly telemetry?: Telemetry;
  readonly onLog?: (entry: LogEntry) => void;
  readonly logLevel?: LoggingLevel;
  readonly onWarning?: (message: string) => void;
}

export interface ExtensionExchange {
  readonly method: string;
  readonly params: JsonObject;
  readonly signal: AbortSignal;
  readonly onProgress: ((progress: Progress) => void) | undefined;
  request(method: string, params?: JsonObject, options?: {
    readonly signal?: AbortSignal;
  }): Promise<JsonObject>;
  answer(inputRequests: JsonObject): Promise<JsonObject>;
}

export interface ExtensionResult {
  readonly methods: readonly string[];
  readonly legacyMember?: string;
  complete(result: JsonObject, exchange: ExtensionExchange): Promise<JsonObject>;
}

export type HeaderSource = HeaderFields | (() => HeaderFields | Promise<HeaderFields>);

export declare class HttpTransport implements Transport {
  #private;
  readonly kind: string;
  constructor(url: URL, options?: HttpTransportOptions);
  get sessionId(): string | undefined;
  get unheard(): Error | undefined;
  start(receiver: TransportReceiver): Promise<void>;
  send(message: JsonRpcMessage, options?: SendOptions): Promise<void>;
  opened(revision: Revision): Promise<void>;
  close(): Promise<void>;
}

export interface HttpTransportOptions {
  readonly headers?: HeaderSource;
  readonly auth?: ClientAuth;
  readonly fetch?: typeof fetch;
  readonly maxMessageBytes?: number;
  readonly onWarning?: (message: string) => void;
  readonly clock?: Clock;
  readonly knownServers?: KnownServers;
  readonly tap?: Tap;
}

export interface InputContext {
  readonly signal: AbortSignal;
  readonly reason?: string;
}

export interface InputHandlers {
  readonly elicit?: (params: ElicitRequestParams, context: InputContext) => ElicitResult | Promise<ElicitResult>;
  readonly sample?: (params: CreateMessageRequestParams, context: InputContext) => CreateMessageResult | Promise<CreateMessageResult>;
  readonly roots?: () => readonly Root[] | Promise<readonly Root[]>;
}

export type InputOf<Entry> = Entry extends {
  readonly input: infer Input;
} ? Input : unknown;

export declare class KnownServers {
  #private;
  revisionOf(key: string): Revision | undefined;
  setRevision(key: string, revision: Revision | undefined): void;
  speaksHttpSse(key: string): boolean;
  setSpeaksHttpSse(key: string, speaksHttpSse: boolean): void;
  clear(): void;
}

export type ListenFilter = SubscriptionFilter | (SubscriptionFilter & JsonObject);

export interface LoadedSkill {
  readonly uri: string;
  readonly frontmatter: SkillFrontmatter;
  readonly instructions: string;
  readonly files: readonly string[];
  readonly isVerified: boolean;
  read(reference: string, options?: RequestOptions): Promise<SkillFile>;
}

export interface LogEntry {
  readonly level: LoggingLevel;
  readonly logger?: string;
  readonly data: unknown;
}

export interface NamedConnectable extends Connectable {
  readonly targetKey: string;
}

export interface OutgoingAddition {
  readonly params?: JsonObject;
  readonly meta?: JsonObject;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface OutgoingRequest {
  readonly method: string;
  readonly params: JsonObject;
  readonly revision: Revision;
  readonly options: unknown;
  readonly serverSettings: JsonObject | undefined;
}

export type OutputOf<Entry> = Entry extends {
  readonly output: infer Output;
} ? Output : unknown;

export interface Progress {
  readonly progress: number;
  readonly total?: number;
  readonly message?: string;
}

export type PromptsOf<S> = CatalogueOf<S> extends {
  readonly prompts: infer Prompts;
} ? keyof Prompts extends never ? AnyPrompts : Prompts : AnyPrompts;

export interface RequestOptions {
  readonly signal?: AbortSignal;
  readonly timeout?: Duration;
  readonly maxTimeout?: Duration;
  readonly meta?: JsonObject;
  readonly extensions?: Readonly<Record<string, unknown>>;
  readonly fresh?: boolean;
}

export interface SkillFile {
  readonly uri: string;
  readonly mimeType: string | undefined;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly text: string | undefined;
}

export interface SkillReader {
  readonly isSupported: boolean;
  list(options?: RequestOptions): Promise<SkillEntry[]>;
  get(uri: string, options?: RequestOptions): Promise<SkillEntry>;
  load(skill: SkillEntry | string, options?: RequestOptions): Promise<LoadedSkill>;
  readDirectory(uri: string, options?: RequestOptions): Promise<Resource[]>;
}

export interface SkillReaderOptions {
  readonly allowDynamic?: boolean;
  readonly onInvalid?: (error: MortiseError) => void;
}

export interface SkillText {
  readonly frontmatter: JsonObject;
  readonly instructions: string;
}

export type Target = string | URL | Connectable | Transport;

export interface TaskRequestOptions {
  readonly signal?: AbortSignal;
}

export interface TaskWaitOptions {
  readonly signal?: AbortSignal;
  readonly wait?: Duration;
  readonly onProgress?: (progress: Progress) => void;
}

export interface ToolResult<Structured = unknown> {
  readonly content: readonly ContentBlock[];
  readonly structured: Structured | undefined;
  readonly structuredProblem?: string;
  readonly isError: boolean;
  readonly text: string;
  readonly meta: JsonObject | undefined;
}

export type ToolsOf<S> = CatalogueOf<S> extends {
  readonly tools: infer Tools;
} ? keyof Tools extends never ? AnyTools : Tools : AnyTools;

export declare function connect<S extends Connectable & Catalogued>(target: S, options?: ConnectOptions): Promise<Client<S>>;
export declare function connect<S = unknown>(target: Target, options?: ConnectOptions): Promise<Client<S>>;

export declare function parseSkill(text: string, where: string): Promise<SkillText>;

export declare function readRetryAfter(error: unknown): number | undefined;

export declare function skillsOf(client: Client, options?: SkillReaderOptions): SkillReader;

// Mentioned above, and not exported.

type AnyPrompts = Readonly<Record<string, {
  readonly input: Record<string, unknown>;
}>>;

type AnyTools = Readonly<Record<string, {
  readonly input: Record<string, unknown>;
  readonly output: unknown;
}>>;

type HeaderFields = Readonly<Record<string, string | undefined>>;

type PrincipalSource = () => string | Promise<string>;

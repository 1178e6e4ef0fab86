// The public declarations of @mortise/protocol. `npx vitest run scripts -u` writes this file.

export interface Annotations {
  readonly audience?: readonly Role[];
  readonly priority?: number;
  readonly lastModified?: string;
}

export type AnyMortiseError = { [Code in MortiseErrorCode]: MortiseError<Code> }[MortiseErrorCode];

export interface AppViewOrigins {
  readonly connect?: readonly string[];
  readonly resource?: readonly string[];
  readonly frame?: readonly string[];
  readonly baseUri?: readonly string[];
}

export interface AudioContent extends ContentFields {
  readonly type: "audio";
  readonly data: string;
  readonly mimeType: string;
}

export interface AuthDenial {
  readonly principal: Principal | undefined;
  readonly method: string;
  readonly target: string;
  readonly scopes: readonly string[];
}

export interface AuthEndpoint {
  readonly path: string | undefined;
}

export interface AuthGrant<Caller extends Principal = Principal> {
  readonly principal: Caller | undefined;
  readonly headers?: AuthHeaders;
}

export type AuthHeaders = readonly (readonly [name: string, value: string])[];

export interface AuthProvider<Caller extends Principal = Principal> {
  authenticate(request: AuthRequest): AuthGrant<Caller> | AuthRefusal | Promise<AuthGrant<Caller> | AuthRefusal>;
  challenge?(denial: AuthDenial, request: AuthRequest): AuthRefusal;
  routes?(endpoint: AuthEndpoint): readonly AuthRoute[];
  check?(): Promise<readonly string[]>;
  join?(backplane: Pick<Backplane, "values">): void;
}

export interface AuthRefusal {
  readonly status: 400 | 401 | 403 | 503;
  readonly message: string;
  readonly headers?: AuthHeaders;
  readonly lacksCredentials?: boolean;
  readonly detail?: string;
}

export interface AuthRequest {
  readonly method: string;
  readonly url: string;
  readonly peerAddress: string | undefined;
  header(name: string): string | undefined;
  headerValues(name: string): readonly string[];
  targetScopes?(): readonly string[];
}

export interface AuthRoute {
  readonly path: string;
  readonly isPrefix?: boolean;
  readonly methods: readonly string[];
  readonly isPublic?: boolean;
  handle(request: Request): Response | Promise<Response>;
}

export interface Backplane extends AsyncDisposable {
  readonly kind: string;
  readonly isShared: boolean;
  readonly values: KeyValueStore;
  readonly bus: EventBus;
  readonly events: EventStore;
  close(): Promise<void>;
}

export interface BlobResourceContents extends ResourceContentsFields {
  readonly blob: string;
}

export interface CacheHints {
  readonly ttlMs?: number;
  readonly cacheScope?: CacheScope;
}

export type CacheScope = "public" | "private";

export interface CallToolResult extends Result {
  readonly content: readonly ContentBlock[];
  readonly structuredContent?: unknown;
  readonly isError?: boolean;
}

export interface ClientAuth {
  readonly extensions?: Readonly<Record<string, JsonObject>>;
  headers(request: ClientAuthRequest): Readonly<Record<string, string | undefined>> | Promise<Readonly<Record<string, string | undefined>>>;
  onChallenge(response: ClientAuthResponse, request: ClientAuthRequest): Promise<"retry" | "fail">;
  onResponse?(response: ClientAuthResponse, request: ClientAuthRequest): void;
  principal(request?: Pick<ClientAuthRequest, "url" | "server">): string | Promise<string>;
}

export interface ClientAuthOperation {
  readonly method: string;
  readonly target?: string;
}

export interface ClientAuthRequest {
  readonly method: string;
  readonly url: string;
  readonly server?: string;
  readonly operation?: ClientAuthOperation;
  readonly fetch?: typeof fetch;
  readonly signal: AbortSignal;
}

export interface ClientAuthResponse {
  readonly status: number;
  header(name: string): string | undefined;
}

export interface ClientCapabilities {
  readonly experimental?: JsonObject;
  readonly roots?: {
    readonly listChanged?: boolean;
  };
  readonly sampling?: {
    readonly context?: JsonObject;
    readonly tools?: JsonObject;
  };
  readonly elicitation?: {
    readonly form?: JsonObject;
    readonly url?: JsonObject;
  };
  readonly extensions?: {
    readonly [identifier: string]: JsonObject;
  };
}

export interface Clock {
  now(): number;
  monotonic(): number;
  schedule(milliseconds: number, callback: () => void, options?: ScheduleOptions): () => void;
}

export interface CompleteResult extends Result {
  readonly completion: Completion;
}

export interface Completion {
  readonly values: readonly string[];
  readonly total?: number;
  readonly hasMore?: boolean;
}

export interface Connectable {
  [openTransport](options?: ConnectableOptions): Transport;
}

export interface ConnectableOptions {
  readonly principal?: Principal | undefined;
  readonly tap?: Tap | undefined;
}

export type ContentBlock = TextContent | ImageContent | AudioContent | ResourceLink | EmbeddedResource;

export interface CreateMessageRequestParams {
  readonly messages: readonly SamplingMessage[];
  readonly maxTokens: number;
  readonly systemPrompt?: string;
  readonly includeContext?: "none" | "thisServer" | "allServers";
  readonly temperature?: number;
  readonly stopSequences?: readonly string[];
  readonly modelPreferences?: {
    readonly hints?: readonly {
      readonly name?: string;
    }[];
    readonly costPriority?: number;
    readonly speedPriority?: number;
    readonly intelligencePriority?: number;
  };
  readonly metadata?: JsonObject;
  readonly tools?: readonly Tool[];
  readonly toolChoice?: {
    readonly mode?: "auto" | "required" | "none";
  };
}

export interface CreateMessageResult extends JsonObject {
  readonly role: Role;
  readonly content: SamplingContent | readonly SamplingContent[];
  readonly model: string;
  readonly stopReason?: string;
}

export declare const DIRECTORY_MEDIA_TYPE = "inode/directory";

export interface DataFrame extends FrameFields {
  readonly kind: "data";
  readonly data: string | Uint8Array;
}

export interface DetailedTask extends Task {
  readonly inputRequests?: JsonObject;
  readonly result?: JsonObject;
  readonly error?: TaskFailure;
}

export interface DiscoverResult extends Result, CacheHints {
  readonly supportedVersions: readonly string[];
  readonly capabilities: ServerCapabilities;
  readonly instructions?: string;
}

export type Duration = number | `${number}${"ms" | "s" | "m" | "h"}`;

export type ElicitRequestParams = {
  readonly mode?: "form";
  readonly message: string;
  readonly requestedSchema: JsonSchema;
} | {
  readonly mode: "url";
  readonly message: string;
  readonly url: string;
};

export interface ElicitResult extends JsonObject {
  readonly action: "accept" | "decline" | "cancel";
  readonly content?: {
    readonly [field: string]: string | number | boolean | readonly string[];
  };
}

export interface EmbeddedResource extends ContentFields {
  readonly type: "resource";
  readonly resource: ResourceContents;
}

export interface EndFrame extends FrameFields {
  readonly kind: "end";
  readonly reason?: string;
}

export interface Ending {
  readonly isToolError?: boolean;
  readonly error?: unknown;
  readonly result?: () => string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

export declare const ErrorCode: {
  readonly ParseError: -32700;
  readonly InvalidRequest: -32600;
  readonly MethodNotFound: -32601;
  readonly InvalidParams: -32602;
  readonly InternalError: -32603;
  readonly HeaderMismatch: -32020;
  readonly MissingRequiredClientCapability: -32021;
  readonly UnsupportedProtocolVersion: -32022;
  readonly ResourceNotFound: -32002;
  readonly RateLimited: 429;
};
export type ErrorCode = (typeof ErrorCode)[keyof typeof ErrorCode];

export interface EventBus {
  publish(topic: string, message: string): Promise<void>;
  subscribe(topic: string, receive: (message: string) => void, missed?: () => void): Promise<() => Promise<void>>;
}

export interface EventStore {
  append(stream: string, events: readonly StoredEvent[], ttlMs: number): Promise<void>;
  read(stream: string, after: number): Promise<readonly StoredEvent[]>;
  delete(stream: string): Promise<void>;
}

export type ExpandableValue = Text | null | readonly (Text | null | undefined)[] | Readonly<Record<string, Text | null | undefined>>;

export interface FailedAttempt {
  readonly attempt: number;
  readonly kind: "failure" | "crash";
  readonly message?: string;
  readonly at: string;
}

export interface GetPromptResult extends Result {
  readonly description?: string;
  readonly messages: readonly PromptMessage[];
}

export interface HandlerRecord {
  readonly answers: readonly {
    readonly key: string;
    readonly question: InputQuestion;
    readonly answer: unknown;
  }[];
  readonly steps: readonly ({
    readonly name: string;
  } & StepRecord)[];
}

export interface HistogramOptions extends InstrumentOptions {
  readonly boundaries?: readonly number[];
}

export interface HttpHint {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Icon {
  readonly src: string;
  readonly mimeType?: string;
  readonly sizes?: readonly string[];
  readonly theme?: "light" | "dark";
}

export interface ImageContent extends ContentFields {
  readonly type: "image";
  readonly data: string;
  readonly mimeType: string;
}

export interface Implementation {
  readonly name: string;
  readonly version: string;
  readonly title?: string;
  readonly description?: string;
  readonly websiteUrl?: string;
  readonly icons?: readonly Icon[];
}

export interface IncomingMessages {
  message(message: JsonRpcMessage): void;
  unreadable(reason: ProtocolError, answered: RequestId | undefined, text: string): void;
}

export interface InputJournal {
  recall(key: string, question: InputQuestion): Promise<unknown>;
  ask(key: string, question: InputQuestion, refused?: string): Promise<unknown>;
  keep(key: string, answer: unknown): Promise<void>;
  step(name: string, work: () => Promise<StepRecord>): Promise<StepRecord>;
}

export interface InputQuestion {
  readonly method: string;
  readonly params: object;
}

export interface InstrumentOptions {
  readonly description?: string;
  readonly unit?: string;
}

export interface JsonObject {
  readonly [key: string]: unknown;
}

export interface JsonRpcErrorObject {
  readonly code: number;
  readonly message: string;
  readonly data?: unknown;
}

export interface JsonRpcFailure {
  readonly jsonrpc: "2.0";
  readonly id?: RequestId;
  readonly error: JsonRpcErrorObject;
}

export type JsonRpcMessage = JsonRpcRequest | JsonRpcNotification | JsonRpcResponse;

export interface JsonRpcNotification {
  readonly jsonrpc: "2.0";
  readonly method: string;
  readonly params?: JsonObject;
}

export interface JsonRpcRequest {
  readonly jsonrpc: "2.0";
  readonly id: RequestId;
  readonly method: string;
  readonly params?: JsonObject;
}

export type JsonRpcResponse = JsonRpcResult | JsonRpcFailure;

export interface JsonRpcResult {
  readonly jsonrpc: "2.0";
  readonly id: RequestId;
  readonly result: JsonObject;
}

export interface JsonSchema {
  readonly $schema?: string;
  readonly type?: string | readonly string[];
  readonly [keyword: string]: unknown;
}

export type JsonValue = string | number | boolean | null | JsonObject | readonly JsonValue[];

export interface KeyValueStore {
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string, ttlMs: number): Promise<void>;
  replace(key: string, expected: string | undefined, value: string, ttlMs: number): Promise<boolean>;
  delete(key: string): Promise<boolean>;
  increment(key: string, by: number, ttlMs: number): Promise<number>;
}

export declare const LATEST_LEGACY_REVISION = "2025-11-25";

export declare const LATEST_REVISION = "2026-07-28";

export declare const LOGGING_LEVELS: readonly ["debug", "info", "notice", "warning", "error", "critical", "alert", "emergency"];

export type LoggingLevel = (typeof LOGGING_LEVELS)[number];

export declare const MAX_BUS_MESSAGE = 2e3;

export declare const MAX_KEY = 512;

export declare const MetaKey: {
  readonly protocolVersion: "io.modelcontextprotocol/protocolVersion";
  readonly clientInfo: "io.modelcontextprotocol/clientInfo";
  readonly clientCapabilities: "io.modelcontextprotocol/clientCapabilities";
  readonly serverInfo: "io.modelcontextprotocol/serverInfo";
  readonly logLevel: "io.modelcontextprotocol/logLevel";
  readonly subscriptionId: "io.modelcontextprotocol/subscriptionId";
};

export declare class MortiseError<Code extends MortiseErrorCode = MortiseErrorCode> extends Error {
  override readonly name: string;
  readonly code: Code;
  readonly data: MortiseErrorData[Code];
  constructor(code: Code, message: string, ...[options]: NoErrorData extends MortiseErrorData[Code] ? [options?: MortiseErrorOptions<Code>] : [options: MortiseErrorOptions<Code>]);
  static is(error: unknown): error is AnyMortiseError;
}

export type MortiseErrorCode = keyof MortiseErrorData;

export interface MortiseErrorData {
  readonly ABORTED: NoErrorData;
  readonly AUTHORIZATION_FAILED: {
    readonly status?: number; 
    readonly challenge?: string; 
    readonly scopes?: readonly string[]; 
    readonly code?: string; 
    readonly hint?: string;
  };
  readonly CLOSED: NoErrorData;
  readonly CONNECTION_CLOSED: NoErrorData;
  readonly CONNECTION_FAILED: NoErrorData;
  readonly HTTP_ERROR: {
    readonly status: number; 
    readonly challenge?: string; 
    readonly location?: string; 
    readonly retryAfterMs?: number; 
    readonly sessionEnded?: boolean;
  };
  readonly INVALID_DEFINITION: NoErrorData;
  readonly INVALID_OPTION: {
    readonly method?: string; 
    readonly option?: string;
  };
  readonly INVALID_RESPONSE: {
    readonly method?: string;
  };
  readonly MODEL_FAILED: {
    readonly model?: string; 
    readonly status?: number | undefined;
  };
  readonly MODEL_UNAVAILABLE: {
    readonly model?: string;
    readonly provider?: string; 
    readonly status?: number | undefined; 
    readonly variable?: string | undefined; 
    readonly packages?: readonly string[];
  };
  readonly SERVER_EXITED: {
    readonly exitCode?: number | null;
    readonly signal?: string | null; 
    readonly stderr?: string;
  };
  readonly STORAGE_FAILED: {
    readonly reason: StorageFailure; 
    readonly path?: string;
  };
  readonly TASK_CANCELLED: {
    readonly taskId: string;
  };
  readonly TASK_GONE: {
    readonly taskId: string; 
    readonly ttlMs?: number;
  };
  readonly TIMEOUT: {
    readonly timeoutMs?: number; 
    readonly taskId?: string;
  };
  readonly UNSUPPORTED_NODE: NoErrorData;
  readonly UNSUPPORTED_REVISION: {
    readonly supported?: readonly unknown[];
  };
  readonly VERIFICATION_FAILED: {
    readonly reason: "size" | "digest" | "frontmatter" | "unlisted"; 
    readonly uri: string;
  };
}

export type MortiseErrorOptions<Code extends MortiseErrorCode> = ErrorOptions & (NoErrorData extends MortiseErrorData[Code] ? {
  readonly data?: MortiseErrorData[Code];
} : {
  readonly data: MortiseErrorData[Code];
});

export interface NewTask {
  readonly owner: string;
  readonly kind: string;
  readonly revision: string;
  readonly input: JsonObject;
  readonly policy: TaskPolicy;
  readonly record?: HandlerRecord;
  readonly delayMs?: number;
  readonly trace?: TraceReference;
}

export type NoErrorData = Readonly<Record<string, never>>;

export declare const OLDEST_NODE = "22.18";

export interface Observed {
  readonly method: string;
  readonly target: string | undefined;
  readonly isTargetKnown: boolean;
  readonly id: string | number | undefined;
  readonly revision: string | undefined;
  readonly transport: string | undefined;
  readonly sessionId?: string | undefined;
  readonly params: JsonObject | undefined;
  readonly address?: string | undefined;
  readonly port?: number | undefined;
}

export interface ObservedSpan {
  readonly meta: JsonObject | undefined;
  end(ending: Ending): void;
}

export type OptionNames<Options> = { readonly [Name in keyof Options]-?: true };

export interface ParameterHeader {
  readonly header: string;
  readonly path: readonly string[];
  readonly type: "string" | "integer" | "boolean";
}

export type ParameterHeaderPlan = {
  readonly headers: readonly ParameterHeader[];
} | {
  readonly invalid: string;
};

export interface PauseOptions {
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
}

export interface Principal {
  readonly id: string;
  readonly issuer?: string;
  readonly subject?: string;
  readonly clientId?: string;
  readonly scopes?: readonly string[];
  readonly expiresAt?: number;
  readonly claims?: Readonly<Record<string, unknown>>;
}

export interface Prompt {
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly arguments?: readonly PromptArgument[];
  readonly icons?: readonly Icon[];
  readonly _meta?: JsonObject;
}

export interface PromptArgument {
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly required?: boolean;
}

export interface PromptMessage {
  readonly role: Role;
  readonly content: ContentBlock;
}

export declare class ProtocolError extends Error {
  override readonly name: string;
  readonly code: number;
  readonly data: unknown;
  readonly id: RequestId | undefined;
  readonly isReceived: boolean;
  readonly http: HttpHint | undefined;
  constructor(code: number, message: string, options?: ProtocolErrorOptions);
  static is(error: unknown): error is ProtocolError;
  static received({
    code,
    message,
    data
  }: JsonRpcErrorObject, id?: RequestId): ProtocolError;
  toWire(): JsonRpcErrorObject;
}

export interface ProtocolErrorOptions extends ErrorOptions {
  readonly data?: unknown;
  readonly isReceived?: boolean;
  readonly id?: RequestId;
  readonly http?: HttpHint;
}

export declare const REVISIONS: readonly ["2026-07-28", "2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"];

export interface Random {
  uuid(): string;
  bytes(length: number): Uint8Array<ArrayBuffer>;
}

export interface ReadResourceResult extends Result, CacheHints {
  readonly contents: readonly ResourceContents[];
}

export interface Repair {
  readonly path: string;
  readonly from: unknown;
  readonly to?: unknown;
}

export interface RepairedArguments {
  readonly value: unknown;
  readonly repairs: readonly Repair[];
}

export type ReportValue = (value: number, attributes?: TelemetryAttributes) => void;

export interface RequestHeadFrame extends FrameFields {
  readonly kind: "request-head";
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
}

export type RequestId = string | number;

export interface Resource {
  readonly uri: string;
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly mimeType?: string;
  readonly annotations?: Annotations;
  readonly size?: number;
  readonly icons?: readonly Icon[];
  readonly _meta?: JsonObject;
}

export type ResourceContents = TextResourceContents | BlobResourceContents;

export interface ResourceLink extends Resource {
  readonly type: "resource_link";
}

export interface ResourceTemplate {
  readonly uriTemplate: string;
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly mimeType?: string;
  readonly annotations?: Annotations;
  readonly icons?: readonly Icon[];
  readonly _meta?: JsonObject;
}

export interface ResponseHeadFrame extends FrameFields {
  readonly kind: "response-head";
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
}

export interface Result extends JsonObject {
  readonly resultType?: string;
  readonly _meta?: JsonObject;
}

export type Revision = (typeof REVISIONS)[number];

export type Role = "user" | "assistant";

export interface Root {
  readonly uri: string;
  readonly name?: string;
  readonly _meta?: JsonObject;
}

export declare const SKILLS_EXTENSION = "io.modelcontextprotocol/skills";

export declare const SKILL_FILE = "SKILL.md";

export declare const SKILL_LIMITS: {
  readonly files: number; 
  readonly bytes: number;
};

export type SamplingContent = TextContent | ImageContent | AudioContent | {
  readonly type: "tool_use";
  readonly id: string;
  readonly name: string;
  readonly input: JsonObject;
  readonly _meta?: JsonObject;
} | {
  readonly type: "tool_result";
  readonly toolUseId: string;
  readonly content: readonly ContentBlock[];
  readonly structuredContent?: unknown;
  readonly isError?: boolean;
  readonly _meta?: JsonObject;
};

export interface SamplingMessage {
  readonly role: Role;
  readonly content: SamplingContent | readonly SamplingContent[];
  readonly _meta?: JsonObject;
}

export interface ScheduleOptions {
  readonly isBackground?: boolean;
}

export type Schema = StandardSchema | JsonSchema;

export type SchemaInput<S> = S extends {
  readonly "~standard": {
    readonly types?: {
      readonly input: infer Input;
    } | undefined;
  };
} ? Input : Record<string, unknown>;

export type SchemaOutput<S> = S extends {
  readonly "~standard": {
    readonly types?: {
      readonly output: infer Output;
    } | undefined;
  };
} ? Output : Record<string, unknown>;

export interface SendOptions {
  readonly signal?: AbortSignal;
  readonly revision?: Revision;
  readonly headers?: Readonly<Record<string, string>>;
  readonly suspendTimeout?: () => () => void;
}

export interface ServerCapabilities {
  readonly experimental?: JsonObject;
  readonly logging?: JsonObject;
  readonly completions?: JsonObject;
  readonly prompts?: {
    readonly listChanged?: boolean;
  };
  readonly resources?: {
    readonly subscribe?: boolean;
    readonly listChanged?: boolean;
  };
  readonly tools?: {
    readonly listChanged?: boolean;
  };
  readonly extensions?: {
    readonly [identifier: string]: JsonObject;
  };
}

export interface SkillEntry {
  readonly uri: string;
  readonly frontmatter: SkillFrontmatter;
  readonly resources: readonly SkillResource[] | "dynamic";
}

export interface SkillFrontmatter extends JsonObject {
  readonly name: string;
  readonly description: string;
}

export interface SkillResource {
  readonly uri: string;
  readonly digest: string;
  readonly size: number;
}

export interface StandardIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | {
    readonly key: PropertyKey;
  })[] | undefined;
}

export type StandardResult<Output> = {
  readonly value: Output;
  readonly issues?: undefined;
} | {
  readonly issues: readonly StandardIssue[];
};

export interface StandardSchema<Input = unknown, Output = Input> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => StandardResult<Output> | Promise<StandardResult<Output>>;
    readonly types?: {
      readonly input: Input;
      readonly output: Output;
    } | undefined;
    readonly jsonSchema?: {
      readonly input: (options: {
        readonly target: string;
      }) => Record<string, unknown>;
      readonly output: (options: {
        readonly target: string;
      }) => Record<string, unknown>;
    };
  };
}

export interface StepRecord {
  readonly value?: unknown;
}

export type StorageFailure = "missing" | "denied" | "corrupt" | "replaced" | "incompatible" | "locked" | "full" | "unreadable" | "constraint" | "sealed" | "refused";

export interface StoredEvent {
  readonly sequence: number;
  readonly message: string;
}

export interface SubscriptionFilter {
  readonly toolsListChanged?: boolean;
  readonly promptsListChanged?: boolean;
  readonly resourcesListChanged?: boolean;
  readonly resourceSubscriptions?: readonly string[];
}

export declare const TASKS_EXTENSION = "io.modelcontextprotocol/tasks";

export declare const TASK_STATUSES: readonly TaskStatus[];

export type Tap = (frame: WireFrame) => void;

export interface TapExchange {
  pass(frame: Passing<WireFrame>): void;
  data(direction: WireFrame["direction"], data: string | Uint8Array): void;
  end(direction: WireFrame["direction"], reason?: string): void;
}

export interface TapSettings {
  readonly side: WireFrame["side"];
  readonly transport: string;
  readonly clock?: Clock | undefined;
}

export interface Task {
  readonly taskId: string;
  readonly status: TaskStatus;
  readonly statusMessage?: string;
  readonly createdAt: string;
  readonly lastUpdatedAt: string;
  readonly ttlMs: number | null;
  readonly pollIntervalMs?: number;
}

export type TaskEnd = {
  readonly result: JsonObject;
  readonly retry?: undefined;
} | {
  readonly error: TaskFailure;
} | {
  readonly retry: TaskFailure; 
  readonly result?: JsonObject; 
  readonly afterMs?: number;
} | {
  readonly again: {
    readonly afterMs: number;
  };
};

export interface TaskEngine {
  create(task: NewTask): Promise<DetailedTask>;
  get(owner: string, taskId: string): Promise<DetailedTask | undefined>;
  answer(owner: string, taskId: string, responses: JsonObject): Promise<boolean>;
  cancel(owner: string, taskId: string): Promise<boolean>;
  wake(taskId: string): Promise<boolean>;
  watch(owner: string, taskId: string, receive: (task: DetailedTask) => void): Promise<(() => void) | undefined>;
  work(worker: TaskWorker): Promise<void>;
  kindsChanged(): void;
  operator?(): Promise<TaskOperator>;
  close(): Promise<void>;
}

export interface TaskFailure {
  readonly code: number;
  readonly message: string;
  readonly data?: unknown;
}

export interface TaskFilter {
  readonly states?: readonly TaskState[];
  readonly owner?: string;
  readonly kind?: string;
  readonly olderThanMs?: number;
  readonly newerThanMs?: number;
}

export interface TaskInspection extends TaskSummary {
  readonly statusMessage?: string;
  readonly input: JsonObject;
  readonly steps: readonly {
    readonly name: string;
    readonly bytes: number;
  }[];
  readonly failedAttempts: readonly FailedAttempt[];
  readonly questions: readonly {
    readonly key: string;
    readonly question: JsonObject;
    readonly isAnswered: boolean;
  }[];
  readonly error?: TaskFailure;
  readonly result?: JsonObject;
}

export interface TaskKind {
  readonly revision: string;
  readonly perOwner?: number;
}

export interface TaskOperator extends AsyncDisposable {
  list(filter: TaskFilter, page?: {
    readonly limit?: number;
    readonly after?: string;
  }): Promise<TaskPage>;
  count(filter: TaskFilter): Promise<number>;
  inspect(taskId: string): Promise<TaskInspection | undefined>;
  retry(taskId: string, options?: {
    readonly fromStart?: boolean;
  }): Promise<boolean | undefined>;
  cancel(taskId: string): Promise<boolean | undefined>;
  purge(filter: TaskFilter, options?: {
    readonly isDryRun?: boolean;
  }): Promise<number>;
  queue(): Promise<TaskQueue>;
  close(): Promise<void>;
}

export interface TaskPage {
  readonly tasks: readonly TaskSummary[];
  readonly next?: string;
}

export type TaskPhase = "delayed" | "queued" | "running" | "waiting" | "done" | "moved";

export interface TaskPolicy {
  readonly attempts: number;
  readonly backoffMs: number;
  readonly maxBackoffMs: number;
  readonly ttlMs: number;
  readonly timeoutMs?: number;
  readonly onCrash: "retry" | "fail";
  readonly perOwner?: number;
  readonly cleanup?: boolean;
  readonly pollMs: number;
}

export interface TaskQueue {
  readonly depth: Readonly<Record<Exclude<TaskPhase, "done" | "moved">, number>>;
  readonly oldestMs: number;
}

export interface TaskRun {
  readonly taskId: string;
  readonly owner: string;
  readonly kind: string;
  readonly revision: string;
  readonly input: JsonObject;
  readonly attempt: number;
  readonly ending?: "cancelled" | "expired";
  readonly journal: InputJournal;
  readonly signal: AbortSignal;
  report(message: string): void;
}

export type TaskState = TaskStatus | TaskPhase | "open" | "dead";

export type TaskStatus = "working" | "input_required" | "completed" | "failed" | "cancelled";

export interface TaskSummary {
  readonly taskId: string;
  readonly owner: string;
  readonly kind: string;
  readonly revision: string;
  readonly status: TaskStatus;
  readonly phase: TaskPhase;
  readonly isDead: boolean;
  readonly attempt: number;
  readonly attempts: number;
  readonly failures: number;
  readonly crashes: number;
  readonly createdAt: string;
  readonly lastUpdatedAt: string;
  readonly expiresAt: string;
  readonly dueAt?: string;
  readonly process?: string;
  readonly sealedBy?: string;
}

export interface TaskWorker {
  kinds(): ReadonlyMap<string, TaskKind>;
  run(run: TaskRun): Promise<TaskEnd>;
}

export interface Telemetry {
  readonly isOn: boolean;
  observe<Value>(side: "server" | "client", request: Observed, work: (span: ObservedSpan) => Value): Value;
  span<Value>(name: string, options: TelemetrySpanOptions, work: (span: TelemetrySpan) => Value): Value;
  readonly stage?: (name: "handler" | "result" | "failure", error?: unknown) => void;
  readonly meter: TelemetryMeter;
  readonly fetch: typeof fetch;
}

export type TelemetryAttributes = Readonly<Record<string, string | number | boolean | readonly string[]>>;

export interface TelemetryCounter {
  add(value: number, attributes?: TelemetryAttributes): void;
}

export interface TelemetryHistogram {
  record(value: number, attributes?: TelemetryAttributes): void;
}

export interface TelemetryMeter {
  counter(name: string, options?: InstrumentOptions): TelemetryCounter;
  upDownCounter(name: string, options?: InstrumentOptions): TelemetryCounter;
  histogram(name: string, options?: HistogramOptions): TelemetryHistogram;
  gauge(name: string, read: (report: ReportValue) => void | Promise<void>, options?: InstrumentOptions): () => void;
}

export interface TelemetrySpan {
  readonly reference: TraceReference | undefined;
  setAttributes(attributes: TelemetryAttributes): void;
  fail(error: unknown): void;
}

export type TelemetrySpanKind = "internal" | "client" | "server" | "producer" | "consumer";

export interface TelemetrySpanOptions {
  readonly kind?: TelemetrySpanKind;
  readonly attributes?: TelemetryAttributes;
  readonly links?: readonly (TraceReference | undefined)[];
  readonly parent?: TraceReference | undefined;
}

export interface TextContent extends ContentFields {
  readonly type: "text";
  readonly text: string;
}

export interface TextResourceContents extends ResourceContentsFields {
  readonly text: string;
}

export interface Tool {
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly inputSchema: JsonSchema;
  readonly outputSchema?: JsonSchema;
  readonly annotations?: ToolAnnotations;
  readonly icons?: readonly Icon[];
  readonly _meta?: JsonObject;
}

export interface ToolAnnotations {
  readonly title?: string;
  readonly readOnlyHint?: boolean;
  readonly destructiveHint?: boolean;
  readonly idempotentHint?: boolean;
  readonly openWorldHint?: boolean;
}

export declare class ToolError extends Error {
  override readonly name: string;
  readonly code: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly retryable: boolean;
  readonly data: Readonly<Record<string, unknown>>;
  constructor(message: string, options?: ToolErrorOptions);
  static is(error: unknown): error is ToolError;
  toModel(): Record<string, unknown>;
}

export interface ToolErrorOptions extends ErrorOptions {
  readonly code?: string;
  readonly retryAfterMs?: number;
  readonly retryable?: boolean;
  readonly data?: Readonly<Record<string, unknown>>;
}

export type TraceReference = Readonly<Record<string, string>>;

export interface Transport {
  readonly kind: string;
  readonly sessionId?: string | undefined;
  readonly unheard?: Error | undefined;
  start(receiver: TransportReceiver): Promise<void>;
  send(message: JsonRpcMessage, options?: SendOptions): Promise<void>;
  opened?(revision: Revision): Promise<void>;
  close(): Promise<void>;
}

export interface TransportReceiver {
  message(message: JsonRpcMessage, requestId?: RequestId): void;
  unreadable?(error: Error, requestId: RequestId): void;
  closed(error?: Error): void;
}

export interface UndeclaredOrigin {
  readonly origin: string;
  readonly use: "connect" | "resource" | "frame";
}

export declare class UriTemplate {
  #private;
  readonly template: string;
  readonly variables: readonly string[];
  readonly exploded: ReadonlySet<string>;
  constructor(template: string);
  expand(values: Readonly<Record<string, ExpandableValue | undefined>>): string;
  match(uri: string): Record<string, UriTemplateValue> | undefined;
}

export type UriTemplateValue = string | readonly string[] | Readonly<Record<string, string>>;

export interface UserPlace {
  readonly platform: string;
  readonly env: Environment;
  readonly home: string;
}

export type ValueKind = "boolean" | "function" | "list" | "number" | "object" | "port" | "text" | "texts";

export type WireFrame = RequestHeadFrame | ResponseHeadFrame | DataFrame | EndFrame;

export declare function canonicalJson(value: object): string;
export declare function canonicalJson(value: unknown): string | undefined;

export declare function checkDefinition(owner: string, definition: unknown, names: Readonly<Record<string, true>>, advice?: Readonly<Record<string, string>>): void;

export declare function checkExtensionId(id: string): void;

export declare function checkFunctions<Options extends object>(options: Options, names: readonly (keyof Options & string)[]): void;

export declare function checkMessage(value: unknown): JsonRpcMessage;

export declare function checkOptions(owner: string, options: unknown, names: Readonly<Record<string, true>>): void;

export declare function checkSpelling(owner: string, members: object, names: Readonly<Record<string, true>>): void;

export declare function checkValues<Options extends object>(owner: string, options: Options, kinds: { readonly [Name in keyof Options]?: ValueKind }): void;

export declare function compileForeignSchema(schema: JsonSchema, owner: string): (value: unknown) => StandardResult<unknown>;

export declare function compileJsonSchema(schema: JsonSchema, owner: string): (value: unknown) => StandardResult<unknown>;

export declare function decodeHeaderValue(value: string): string | undefined;

export declare function describeValue(value: unknown): string;

export declare function encodeHeaderValue(value: string): string;

export declare function findUndeclaredOrigins(html: string, csp: AppViewOrigins): UndeclaredOrigin[];

export declare function hasTaskEnded({
  status
}: Pick<Task, "status">): boolean;

export declare function isAuthRefusal(outcome: AuthGrant | AuthRefusal): outcome is AuthRefusal;

export declare function isConnectable(target: unknown): target is Connectable;

export declare function isCredentialField(name: string): boolean;

export declare function isCredentialHeader(name: string): boolean;

export declare function isCredentialParameter(name: string): boolean;

export declare function isLoggingLevel(value: unknown): value is LoggingLevel;

export declare function isLoopbackHost(hostname: string): boolean;

export declare function isModern(revision: Revision): boolean;

export declare function isNotification(message: JsonRpcMessage): message is JsonRpcNotification;

export declare function isOldNode(version: string): boolean;

export declare function isRequest(message: JsonRpcMessage): message is JsonRpcRequest;

export declare function isResponse(message: JsonRpcMessage): message is JsonRpcResponse;

export declare function isRevision(value: unknown): value is Revision;

export declare function isSecureUrl({
  protocol,
  hostname
}: URL): boolean;

export declare function isSkillName(name: unknown): name is string;

export declare function isStandardSchema(schema: unknown): schema is StandardSchema;

export declare function namedParameter(method: string): string | undefined;

export declare function nearest(written: string, names: readonly string[], maxDistance?: number): string | undefined;

export declare function negotiateLegacyRevision(requested: unknown): Revision;

export declare const noTelemetry: Telemetry;

export declare function normalizeUri(uri: string): string;

export declare function openTap(tap: Tap, {
  side,
  transport,
  clock
}: TapSettings): () => TapExchange;

export declare const openTransport = "~openTransport";

export declare function parseDuration(duration: Duration, option: string): number;

export declare function parseMessage(text: string): JsonRpcMessage;

export declare function passesLoggingLevel(level: LoggingLevel, minimum: LoggingLevel): boolean;

export declare function pause(milliseconds: number, {
  clock,
  signal
}: PauseOptions): Promise<boolean>;

export declare function planParameterHeaders(schema: JsonSchema): ParameterHeaderPlan;

export declare function readEnvironment(): Environment;

export declare function readIncoming(text: string, take: IncomingMessages): void;

export declare function readMirroredArgument(header: ParameterHeader, input: JsonObject | undefined): string | undefined;

export declare function redactMembers(value: unknown): unknown;

export declare function redactText(text: string): string;

export declare function redactUrl(url: string): string;

export declare function repairArguments(value: unknown, schema: JsonSchema): RepairedArguments;

export declare function repairForeignArguments(value: unknown, schema: JsonSchema): RepairedArguments;

export declare function resolvePointer(pointer: string, root: unknown): unknown;

export declare function skillDigest(bytes: Uint8Array<ArrayBuffer>): Promise<string>;

export declare function spellingsOf(uri: string): readonly string[];

export declare function subjectId(issuer: string, subject: string): string;

export declare const systemClock: Clock;

export declare const systemRandom: Random;

export declare function tapHeader(name: string, value: string): readonly [name: string, value: string];

export declare function tapUrl(url: string): string;

export declare function toExpiry(seconds: number, since?: number): number;

export declare function toLogLine(text: string): string;

export declare function toLogLines(stack: string): string;

export declare function toPath(keys: NonNullable<StandardIssue["path"]>): string;

export declare const transportFetch: unique symbol;

export declare function untilAborted<Value>(promise: PromiseLike<Value>, signal: AbortSignal): Promise<Value>;

export declare function userStateFolder({
  platform,
  env,
  home
}: UserPlace): string;

// Mentioned above, and not exported.

interface ContentFields {
  readonly annotations?: Annotations;
  readonly _meta?: JsonObject;
}

interface FrameFields {
  readonly sequence: number;
  readonly at: number;
  readonly side: "client" | "server";
  readonly direction: "sent" | "received";
  readonly transport: string;
  readonly exchange: number;
}

type Passing<Frame extends WireFrame> = Frame extends WireFrame ? Omit<Frame, "sequence" | "at" | "side" | "transport" | "exchange"> : never;

interface ResourceContentsFields {
  readonly uri: string;
  readonly mimeType?: string;
  readonly _meta?: JsonObject;
}

type Text = string | number | boolean;

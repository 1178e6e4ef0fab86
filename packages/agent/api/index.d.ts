// The public declarations of @mortise/agent. `npx vitest run scripts -u` writes this file.

export type * from "@mortise/client";
export type * from "@mortise/protocol";
export type { Clock } from "@mortise/protocol";
export type { Environment } from "@mortise/protocol";
export type { Random } from "@mortise/protocol";

export interface Agent extends AsyncDisposable {
  readonly conversation: Conversation;
  run(input: RunInput, options?: RunOptions): AsyncGenerator<AgentEvent, void, undefined>;
  resume(options?: RunOptions): AsyncGenerator<AgentEvent, void, undefined>;
  ask(input: RunInput, options?: RunOptions): Promise<RunEndEvent>;
  tools(options?: RunOptions): Promise<AgentToolInfo[]>;
  model(): Promise<AgentModelInfo>;
  usePrompt(server: string, name: string, args?: Readonly<Record<string, string>>, options?: RunOptions): Promise<AgentMessage[]>;
  close(): Promise<void>;
}

export type AgentEvent = RunStartEvent | ServerErrorEvent | ToolLeftOutEvent | TextStartEvent | TextDeltaEvent | TextEndEvent | ToolStartEvent | ToolProgressEvent | ToolTaskEvent | ToolEndEvent | ToolDeniedEvent | ApprovalRequestEvent | ElicitationRequestEvent | ModelRetryEvent | LimitReachedEvent | ErrorEvent | RunEndEvent;

export type AgentMessage = UserMessage | AssistantMessage | ToolMessage;

export interface AgentModelInfo {
  readonly label: string;
  readonly source: ModelSource;
}

export interface AgentOptions<T> {
  readonly model?: ModelOption;
  readonly servers: Readonly<Record<string, ServerConnection | T | ServerSettings<T>>>;
  readonly connect?: ConnectFunction<T>;
  readonly instructions?: string;
  readonly approve?: ApproveOption;
  readonly limits?: LimitOptions;
  readonly conversation?: Conversation | ConversationData;
  readonly sampling?: boolean;
  readonly maxParallel?: number;
  readonly taskWait?: Duration;
  readonly prefix?: PrefixOption;
  readonly searchAbove?: number;
  readonly onEvent?: (event: AgentEvent) => void;
  readonly environment?: Environment$1;
  readonly fetch?: typeof globalThis.fetch;
  readonly localModels?: boolean;
  readonly clock?: Clock$1;
}

export interface AgentToolInfo {
  readonly name: string;
  readonly server: string;
  readonly tool: string;
  readonly displayName: string;
  readonly description: string;
  readonly isReadOnly: boolean;
}

export interface ApprovalCall {
  readonly server: string;
  readonly tool: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly annotations: ToolAnnotations;
}

export interface ApprovalRequestEvent extends ToolReference {
  readonly type: "approval-request";
  readonly annotations: ToolAnnotations;
  readonly answer: (isApproved: boolean | Promise<boolean>) => void;
}

export type ApproveFunction = (call: ApprovalCall) => boolean | "ask" | Promise<boolean | "ask">;

export type ApproveOption = "writes" | "all" | "never" | ApproveFunction;

export interface AssistantMessage {
  readonly role: "assistant";
  readonly content: readonly (TextPart | ReasoningPart | ToolCallPart)[];
}

export type ConnectFunction<T = Target> = (target: T, options: ConnectionOptions) => Promise<ServerConnection>;

export interface ConnectionOptions extends InputHandlers, ServerConnectionSettings {
  readonly signal: AbortSignal;
  readonly clock: Clock$1;
}

export declare class Conversation {
  #private;
  constructor(messages?: readonly AgentMessage[], tasks?: readonly OpenTask[]);
  get messages(): readonly AgentMessage[];
  get tasks(): readonly OpenTask[];
  addTask(task: Omit<OpenTask, "name" | "isLeft">): OpenTask;
  endTask({
    taskId,
    server
  }: OpenTask): void;
  leaveTask({
    name
  }: OpenTask): void;
  leaveTasks(): void;
  append(message: AgentMessage): void;
  repair(): void;
  replace(messages: readonly AgentMessage[]): void;
  clear(): void;
  toJSON(): ConversationData;
}

export interface ConversationData {
  readonly version: 1;
  readonly messages: readonly AgentMessage[];
  readonly tasks?: readonly OpenTask[];
}

export declare const DEFAULT_MODEL: Readonly<Record<ProviderName, string>>;

export interface ElicitationRequestEvent {
  readonly type: "elicitation-request";
  readonly server: string;
  readonly params: ElicitRequestParams;
  readonly answer: (result: ElicitResult | Promise<ElicitResult>) => void;
}

export interface EndpointOption {
  readonly baseURL: string;
  readonly model: string;
  readonly apiKey?: string;
  readonly headers?: Record<string, string>;
  readonly stream?: boolean;
}

export interface ErrorEvent {
  readonly type: "error";
  readonly error: Error;
  readonly message: string;
}

export interface FilePart {
  readonly type: "file";
  readonly mediaType: string;
  readonly data: {
    readonly type: "data";
    readonly data: string;
  };
  readonly filename?: string;
}

export interface LanguageModel {
  readonly specificationVersion: "v4";
  readonly provider: string;
  readonly modelId: string;
  readonly supportedUrls: PromiseLike<Record<string, RegExp[]>> | Record<string, RegExp[]>;
  doGenerate(call: LanguageModelCall): PromiseLike<LanguageModelAnswer>;
  doStream(call: LanguageModelCall): PromiseLike<LanguageModelStream>;
}

export interface LanguageModelAnswer {
  readonly content: readonly {
    readonly type: string;
  }[];
  readonly finishReason: LanguageModelFinish;
  readonly usage: LanguageModelUsage;
}

export interface LanguageModelCall {
  readonly prompt: readonly LanguageModelMessage[];
  readonly tools?: readonly (LanguageModelTool | {
    readonly type: "provider";
  })[];
  readonly toolChoice?: {
    readonly type: "auto" | "none" | "required";
  } | {
    readonly type: "tool";
    readonly toolName: string;
  };
  readonly maxOutputTokens?: number;
  readonly temperature?: number;
  readonly stopSequences?: readonly string[];
  readonly abortSignal?: AbortSignal;
  readonly providerOptions?: ProviderOptions;
}

export type LanguageModelContent = ({
  readonly type: "text";
  readonly text: string;
} & LanguageModelNotes) | ({
  readonly type: "reasoning";
  readonly text: string;
} & LanguageModelNotes) | LanguageModelToolCall;

export interface LanguageModelFinish {
  readonly unified: string;
}

export type LanguageModelMessage = {
  readonly role: "system";
  readonly content: string;
} | {
  readonly role: "user";
  readonly content: readonly (PromptText | PromptFile)[];
} | {
  readonly role: "assistant";
  readonly content: readonly (PromptText | PromptFile | PromptReasoning | PromptToolCall | PromptToolResult | {
    readonly type: "custom" | "reasoning-file";
  })[];
} | {
  readonly role: "tool";
  readonly content: readonly (PromptToolResult | {
    readonly type: "tool-approval-response";
  })[];
};

export interface LanguageModelNotes {
  readonly providerMetadata?: Readonly<Record<string, JsonObject>>;
}

export type LanguageModelReasoningPart = ({
  readonly type: "reasoning-start";
  readonly id: string;
} & LanguageModelNotes) | ({
  readonly type: "reasoning-end";
  readonly id: string;
} & LanguageModelNotes) | ({
  readonly type: "reasoning-delta";
  readonly id: string;
  readonly delta: string;
} & LanguageModelNotes);

export interface LanguageModelStream {
  readonly stream: ReadableStream<{
    readonly type: string;
  }>;
}

export type LanguageModelStreamPart = LanguageModelTextPart | LanguageModelReasoningPart | LanguageModelToolCall | {
  readonly type: "finish";
  readonly finishReason: LanguageModelFinish;
  readonly usage: LanguageModelUsage;
} | {
  readonly type: "error";
  readonly error: unknown;
};

export type LanguageModelTextPart = ({
  readonly type: "text-start";
  readonly id: string;
} & LanguageModelNotes) | ({
  readonly type: "text-end";
  readonly id: string;
} & LanguageModelNotes) | ({
  readonly type: "text-delta";
  readonly id: string;
  readonly delta: string;
} & LanguageModelNotes);

export interface LanguageModelTool {
  readonly type: "function";
  readonly name: string;
  readonly description?: string;
  readonly inputSchema: object;
  readonly providerOptions?: ProviderOptions;
}

export interface LanguageModelToolCall extends LanguageModelNotes {
  readonly type: "tool-call";
  readonly toolCallId: string;
  readonly toolName: string;
  readonly input: string;
}

export interface LanguageModelUsage {
  readonly inputTokens: {
    readonly total: number | undefined;
  };
  readonly outputTokens: {
    readonly total: number | undefined;
  };
}

export type LimitName = "steps" | "toolCalls" | "tokens" | "time";

export interface LimitOptions {
  readonly steps?: number;
  readonly toolCalls?: number;
  readonly tokens?: number;
  readonly time?: Duration;
  readonly silence?: Duration;
  readonly resultSize?: number;
}

export interface LimitReachedEvent {
  readonly type: "limit-reached";
  readonly limit: LimitName;
  readonly message: string;
}

export type ModelOption = string | EndpointOption | LanguageModel;

export interface ModelRetryEvent {
  readonly type: "model-retry";
  readonly attempt: number;
  readonly reason: string;
  readonly delayMs: number;
}

export type ModelSource = "given" | "environment" | "local" | "offline";

export declare const OFFLINE_NOTICE: string;

export interface OfflineCall {
  type: "tool-call";
  toolCallId: string;
  toolName: string;
  input: string;
}

export interface OfflineFinish {
  unified: "stop" | "tool-calls";
  raw: undefined;
}

export interface OfflineModel extends LanguageModel {
  doGenerate(call: LanguageModelCall): Promise<{
    content: OfflineContent[];
    finishReason: OfflineFinish;
    usage: OfflineUsage;
    warnings: [];
  }>;
  doStream(call: LanguageModelCall): Promise<{
    stream: ReadableStream<OfflinePart>;
  }>;
}

export interface OfflineUsage {
  inputTokens: {
    total: number;
    noCache: number;
    cacheRead: number;
    cacheWrite: number;
  };
  outputTokens: {
    total: number;
    text: number;
    reasoning: number;
  };
}

export interface OpenTask {
  readonly name: string;
  readonly taskId: string;
  readonly server: string;
  readonly tool: string;
  readonly toolCallId: string;
  readonly toolName: string;
  readonly isLeft: boolean;
}

export type PrefixOption = "collision" | "always";

export interface PromptFile {
  readonly type: "file";
  readonly mediaType: string;
  readonly data: {
    readonly type: "data";
    readonly data: string | Uint8Array;
  } | {
    readonly type: "url" | "reference" | "text";
  };
  readonly filename?: string;
  readonly providerOptions?: ProviderOptions;
}

export interface PromptReasoning {
  readonly type: "reasoning";
  readonly text: string;
  readonly providerOptions?: ProviderOptions;
}

export interface PromptText {
  readonly type: "text";
  readonly text: string;
  readonly providerOptions?: ProviderOptions;
}

export interface PromptToolCall {
  readonly type: "tool-call";
  readonly toolCallId: string;
  readonly toolName: string;
  readonly input: unknown;
  readonly providerOptions?: ProviderOptions;
}

export type PromptToolOutput = {
  readonly type: "text" | "error-text";
  readonly value: string;
} | {
  readonly type: "json" | "error-json";
  readonly value: unknown;
} | {
  readonly type: "execution-denied";
  readonly reason?: string;
} | {
  readonly type: "content";
  readonly value: readonly (PromptText | PromptFile | {
    readonly type: "custom";
  })[];
};

export interface PromptToolResult {
  readonly type: "tool-result";
  readonly toolCallId: string;
  readonly toolName: string;
  readonly output: PromptToolOutput;
  readonly providerOptions?: ProviderOptions;
}

export type ProviderName = "anthropic" | "openai" | "google";

export type ProviderNotes = Readonly<Record<string, JsonObject>>;

export type ProviderOptions = Readonly<Record<string, object>>;

export interface ProviderTool {
  readonly tool: string;
  readonly name: string;
  readonly description: string;
  readonly inputSchema?: JsonSchema;
  readonly changes: readonly ToolChange[];
  readonly leftOut?: string;
}

export interface ReasoningPart {
  readonly type: "reasoning";
  readonly text: string;
  readonly providerOptions?: ProviderNotes;
}

export interface ResolveModelOptions {
  readonly environment?: Environment$1;
  readonly fetch?: typeof globalThis.fetch;
  readonly localModels?: boolean;
  readonly clock?: Clock$1;
}

export interface ResolvedModel {
  readonly model: LanguageModel;
  readonly label: string;
  readonly source: ModelSource;
  readonly title: string;
  readonly keyName: string | undefined;
  readonly apiKey: string | undefined;
}

export interface RunEndEvent {
  readonly type: "run-end";
  readonly text: string;
  readonly stopReason: StopReason;
  readonly steps: number;
  readonly toolCalls: number;
  readonly usage: Usage;
}

export type RunInput = string | UserMessage | readonly AgentMessage[];

export interface RunOptions {
  readonly signal?: AbortSignal;
}

export interface RunStartEvent {
  readonly type: "run-start";
  readonly model: string;
  readonly modelSource: ModelSource;
  readonly servers: readonly string[];
  readonly tools: number;
}

export type ServerConnection = Pick<Client, "capabilities" | "instructions" | "isClosed" | "listTools" | "listResources" | "readResource" | "close"> & {
  readonly callTool: Client["callTool"];
  readonly getPrompt: Client["getPrompt"]; 
  readonly task?: Client["task"];
};

export interface ServerConnectionSettings {
  readonly headers?: HeaderSource;
  readonly auth?: ClientAuth;
  readonly timeout?: Duration;
  readonly maxTimeout?: Duration;
}

export interface ServerErrorEvent {
  readonly type: "server-error";
  readonly server: string;
  readonly error: Error;
  readonly message: string;
}

export type ServerSettings<T> = ServerConnectionSettings & {
  readonly startTimeout?: Duration;
} & ({
  readonly url: string | URL;
  readonly target?: undefined;
} | {
  readonly target: T;
  readonly url?: undefined;
});

export type StopReason = "answer" | "limit" | "length" | "refusal" | "abort" | "error";

export declare const TOOL_PROVIDERS: readonly ["anthropic", "openai", "google"];

export interface TextDeltaEvent {
  readonly type: "text-delta";
  readonly text: string;
}

export interface TextEndEvent {
  readonly type: "text-end";
  readonly text: string;
}

export interface TextPart {
  readonly type: "text";
  readonly text: string;
  readonly providerOptions?: ProviderNotes;
}

export interface TextStartEvent {
  readonly type: "text-start";
}

export interface ToolCallPart {
  readonly type: "tool-call";
  readonly toolCallId: string;
  readonly toolName: string;
  readonly input: unknown;
  readonly providerOptions?: ProviderNotes;
}

export interface ToolChange {
  readonly rule: string;
  readonly path: string;
  readonly message: string;
}

export interface ToolDeniedEvent extends ToolReference {
  readonly type: "tool-denied";
  readonly reason: string;
}

export interface ToolEndEvent extends ToolReference {
  readonly type: "tool-end";
  readonly result: string;
  readonly isError: boolean;
  readonly error?: Error;
  readonly isLeft?: true;
  readonly durationMs: number;
}

export interface ToolLeftOutEvent {
  readonly type: "tool-left-out";
  readonly server: string;
  readonly tool: string;
  readonly reason: string;
}

export interface ToolMessage {
  readonly role: "tool";
  readonly content: readonly ToolResultPart[];
}

export type ToolOutput = {
  readonly type: "text";
  readonly value: string;
} | {
  readonly type: "json";
  readonly value: unknown;
} | {
  readonly type: "error-text";
  readonly value: string;
} | {
  readonly type: "content";
  readonly value: readonly (TextPart | FilePart)[];
};

export interface ToolProgressEvent extends ToolReference {
  readonly type: "tool-progress";
  readonly progress: number;
  readonly total?: number;
  readonly message?: string;
}

export type ToolProvider = (typeof TOOL_PROVIDERS)[number];

export interface ToolReference {
  readonly id: string;
  readonly server: string;
  readonly tool: string;
  readonly displayName: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly isOwn?: true;
}

export interface ToolResultPart {
  readonly type: "tool-result";
  readonly toolCallId: string;
  readonly toolName: string;
  readonly output: ToolOutput;
}

export interface ToolStartEvent extends ToolReference {
  readonly type: "tool-start";
}

export interface ToolTaskEvent extends ToolReference {
  readonly type: "tool-task";
  readonly task: string;
}

export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

export interface UserMessage {
  readonly role: "user";
  readonly content: readonly (TextPart | FilePart)[];
}

export declare function adaptTools(tools: readonly {
  readonly name: string;
  readonly description?: string;
  readonly inputSchema: unknown;
}[], provider: ToolProvider): ProviderTool[];

export declare function createAgent<T = Target>(options: AgentOptions<T>): Agent;

export declare function createOfflineModel(clock?: Pick<Clock$1, "now">): OfflineModel;

export declare function loadConversation(saved: ConversationData | string): Conversation;

export declare function resolveModel(option?: ModelOption, options?: ResolveModelOptions): Promise<ResolvedModel>;

// Mentioned above, and not exported.

type OfflineContent = {
  type: "text";
  text: string;
} | OfflineCall;

type OfflinePart = {
  type: "stream-start";
  warnings: [];
} | {
  type: "text-start" | "text-end";
  id: string;
} | {
  type: "text-delta";
  id: string;
  delta: string;
} | OfflineCall | {
  type: "finish";
  usage: OfflineUsage;
  finishReason: OfflineFinish;
};

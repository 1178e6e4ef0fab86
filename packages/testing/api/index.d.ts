// The public declarations of @mortise/testing. `npx vitest run scripts -u` writes this file.

export type * from "@mortise/client";
export type * from "@mortise/protocol";
export type * from "@mortise/protocol/test-kit";
export type * from "@mortise/server";
export { createFakeClock } from "@mortise/protocol/test-kit";
export { createFakeRandom } from "@mortise/protocol/test-kit";

export interface AgentSettings {
  readonly model: string | {
    readonly baseURL: string;
    readonly model: string;
    readonly apiKey: string;
    readonly stream: boolean;
  };
  readonly environment: Record<string, string>;
}

export interface AgentSettingsOptions {
  readonly stream?: boolean;
}

export interface AuthProviderCase {
  readonly name: string;
  readonly run: (context: AuthProviderCaseContext) => Promise<void>;
}

export interface AuthProviderCaseContext {
  readonly provider: AuthProvider;
  readonly accepted: Readonly<Record<string, string>>;
  readonly refused: Readonly<Record<string, string>>;
  readonly secret: string;
}

export interface BackplaneCase {
  readonly name: string;
  readonly run: (context: BackplaneCaseContext) => Promise<void>;
}

export interface BackplaneCaseContext {
  readonly open: () => Promise<Backplane>;
  readonly pass: (ms: number) => Promise<void>;
}

export declare const CASE_BOUNDS: {
  readonly maxEvents: number;
  readonly maxStreamCharacters: number;
};

export declare const CASE_BYTES: Uint8Array;

export interface CaseContext {
  readonly client: Client;
  readonly open: (options?: ConnectOptions) => Promise<Client>;
}

export interface CaseServerOptions {
  readonly backplane?: Backplane;
  readonly state?: StateOptions;
}

export interface ClientAuthCase {
  readonly name: string;
  readonly run: (context: ClientAuthCaseContext) => Promise<void>;
}

export interface ClientAuthCaseContext {
  readonly open: () => Promise<ClientAuthScene>;
}

export interface ClientAuthScene {
  readonly auth: ClientAuth;
  readonly provider: AuthProvider;
  readonly revoke: () => Promise<void> | void;
  readonly deny: () => Promise<void> | void;
  readonly issued: () => readonly string[];
}

export interface Contract {
  readonly format: 1;
  readonly server: string;
  readonly tools: Readonly<Record<string, ToolContract>>;
  readonly resources: Readonly<Record<string, ResourceContract>>;
  readonly templates: Readonly<Record<string, ResourceContract>>;
  readonly prompts: Readonly<Record<string, PromptContract>>;
}

export interface ContractChange {
  readonly breaking: boolean;
  readonly path: string;
  readonly message: string;
}

export type ContractSource = Client<never> | Connectable;

export declare const FAKE_KEY = "fake-key-0123456789abcdef";

export interface FakeProvider extends AsyncDisposable {
  readonly url: string;
  readonly requests: readonly RecordedRequest[];
  fail(...faults: readonly ProviderFault[]): void;
  nextRequest(): Promise<RecordedRequest>;
  close(): Promise<void>;
}

export interface FakeProviderOptions {
  readonly script: ReplyScript;
  readonly apiKey?: string;
  readonly contextSize?: number;
  readonly refuseMedia?: boolean;
}

export interface JournalCase {
  readonly name: string;
  readonly run: (context: JournalCaseContext) => Promise<void>;
}

export interface JournalCaseContext {
  readonly run: () => Promise<JournalRun>;
  readonly answer: (key: string, answer: unknown) => Promise<void>;
}

export interface JournalRun {
  readonly journal: InputJournal;
  readonly ended: AbortSignal;
}

export interface KeepContractOptions {
  readonly update?: "nothing" | "compatible" | "everything";
}

export interface MatcherContext {
  readonly isNot?: boolean;
  readonly testPath?: string;
  readonly snapshotState?: object;
  equals(one: unknown, other: unknown, testers?: never[]): boolean;
}

export interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
  readonly actual?: unknown;
  readonly expected?: unknown;
}

export interface ModelCall {
  readonly prompt: readonly {
    readonly role: "system" | "user" | "assistant" | "tool";
    readonly content: string | readonly object[];
  }[];
  readonly tools?: readonly object[] | undefined;
  readonly toolChoice?: {
    readonly type: string;
  } | undefined;
  readonly abortSignal?: AbortSignal | undefined;
}

export interface ModelFinish {
  unified: "stop" | "tool-calls";
  raw: undefined;
}

export interface ModelRequest {
  readonly system: string;
  readonly entries: readonly RequestEntry[];
  readonly tools: readonly OfferedTool[];
  readonly toolChoice: string;
}

export interface ModelToolCall {
  type: "tool-call";
  toolCallId: string;
  toolName: string;
  input: string;
}

export interface ModelUsage {
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

export interface MortiseMatchers<Returned = void> {
  toSucceed(): Returned;
  toFailWith(expected: string | number | RegExp): Returned;
  toHaveText(expected: string | RegExp): Returned;
  toHaveStructured(expected: unknown): Returned;
  toOfferTool(name: string): Promise<void>;
  toOfferResource(uri: string): Promise<void>;
  toOfferPrompt(name: string): Promise<void>;
  toKeepContract(file: string | URL, options?: KeepContractOptions): Promise<void>;
}

export interface OfferedTool {
  readonly name: string;
  readonly description: string;
  readonly schema: unknown;
}

export interface PromptContract {
  readonly title?: string;
  readonly description?: string;
  readonly arguments?: Readonly<Record<string, {
    readonly description?: string;
    readonly required?: boolean;
  }>>;
}

export type ProviderFault = {
  readonly kind: "rate-limit";
  readonly retryAfterMs: number;
} | {
  readonly kind: "unauthorized";
} | {
  readonly kind: "overloaded";
} | {
  readonly kind: "stream-overload";
  readonly after: "start" | "text";
} | {
  readonly kind: "cut-stream";
  readonly after: "start" | "text";
} | {
  readonly kind: "silence";
} | {
  readonly kind: "malformed-arguments";
};

export type ProviderFormat = "anthropic-messages" | "openai-responses" | "chat-completions" | "gemini";

export interface ProviderRequest extends ModelRequest {
  readonly format: ProviderFormat;
  readonly model: string;
}

export interface RecordedRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Record<string, unknown>;
  readonly modelRequest?: ProviderRequest;
  readonly problems: string[];
}

export type ReplyScript = (request: ProviderRequest) => ScriptedReply | Promise<ScriptedReply>;

export type RequestEntry = {
  readonly role: "user" | "assistant";
  readonly text: string;
  readonly media: readonly string[];
} | {
  readonly role: "thinking";
  readonly text: string;
  readonly signature: string;
} | {
  readonly role: "call";
  readonly id: string;
  readonly name: string;
  readonly args: unknown;
} | {
  readonly role: "result"; 
  readonly id: string;
  readonly text: string;
  readonly isError: boolean;
  readonly media: readonly string[];
};

export interface ResourceContract {
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly mimeType?: string;
}

export interface ScriptStep extends ScriptedReply {
  readonly after?: string | RegExp;
  readonly error?: Error;
  readonly silent?: boolean;
  readonly unknownTools?: boolean;
}

export interface ScriptedCall {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly id?: string;
}

export interface ScriptedLanguageModel {
  readonly specificationVersion: "v4";
  readonly provider: string;
  readonly modelId: string;
  readonly supportedUrls: Record<string, RegExp[]>;
  doGenerate(call: ModelCall): Promise<{
    content: ModelContent[];
    finishReason: ModelFinish;
    usage: ModelUsage;
    warnings: [];
  }>;
  doStream(call: ModelCall): Promise<{
    stream: ReadableStream<ModelStreamPart>;
  }>;
}

export interface ScriptedModel extends ScriptedLanguageModel {
  readonly requests: readonly ModelRequest[];
  readonly left: number;
  assertFinished(): void;
}

export interface ScriptedReply {
  readonly text?: string;
  readonly thinking?: string;
  readonly calls?: readonly ScriptedCall[];
}

export interface ServerCase {
  readonly name: string;
  readonly run: (context: CaseContext) => Promise<void>;
}

export interface TaskEngineCase {
  readonly name: string;
  readonly run: (context: TaskEngineCaseContext) => Promise<void>;
}

export interface TaskEngineCaseContext {
  readonly open: () => Promise<TaskEngine>;
}

export interface ToolContract {
  readonly title?: string;
  readonly description?: string;
  readonly annotations?: ToolAnnotations;
  readonly inputSchema: JsonSchema;
  readonly outputSchema?: JsonSchema;
}

export declare function agentSettings(format: ProviderFormat, url: string, {
  stream
}?: AgentSettingsOptions): AgentSettings;

export declare const authProviderCases: readonly AuthProviderCase[];

export declare const backplaneCases: readonly BackplaneCase[];

export declare function callThenAnswer(calls: readonly ScriptedCall[], answer: (results: readonly string[]) => string): ReplyScript;

export declare const clientAuthCases: readonly ClientAuthCase[];

export declare function compareContracts(before: Contract, after: Contract): ContractChange[];

export declare function createCaseServer({
  backplane,
  state
}?: CaseServerOptions): Server<unknown>;

export declare const journalCases: readonly JournalCase[];

export declare function keepContract(source: ContractSource, file: string | URL, options?: KeepContractOptions): Promise<ContractChange[]>;

export declare const mortiseMatchers: { readonly [Name in keyof MortiseMatchers]: (this: MatcherContext, received: unknown, ...expected: Parameters<MortiseMatchers[Name]>) => ReturnType<MortiseMatchers[Name]> extends Promise<void> ? Promise<MatcherResult> : MatcherResult };

export declare function readContract(source: ContractSource): Promise<Contract>;

export declare function scriptedModel(script: readonly ScriptEntry[]): ScriptedModel;

export declare function scriptedReplies(...replies: readonly [ScriptedReply, ...ScriptedReply[]]): ReplyScript;

export declare const serverCases: readonly ServerCase[];

export declare function startFakeProvider(options: FakeProviderOptions): Promise<FakeProvider>;

export declare const taskEngineCases: readonly TaskEngineCase[];

// Mentioned above, and not exported.

type ModelContent = {
  type: "text";
  text: string;
} | {
  type: "reasoning";
  text: string;
} | ModelToolCall;

type ModelStreamPart = {
  type: "stream-start";
  warnings: [];
} | {
  type: "text-start" | "text-end" | "reasoning-start" | "reasoning-end";
  id: string;
} | {
  type: "text-delta" | "reasoning-delta";
  id: string;
  delta: string;
} | ModelToolCall | {
  type: "finish";
  usage: ModelUsage;
  finishReason: ModelFinish;
};

type ScriptEntry = ScriptStep | ((request: ModelRequest) => ScriptStep);

// The public declarations of @mortise/agent/langchain. `npx vitest run scripts -u` writes this file.

export type * from "@mortise/client";
export type * from "@mortise/protocol";

export type ApprovalRule = "destructive" | "writes" | "all" | "never";

export interface FrameworkToolOptions {
  readonly prefix?: PrefixOption;
  readonly timeout?: Duration;
  readonly maxTimeout?: Duration;
  readonly resultSize?: number;
  readonly approve?: ApprovalRule;
  readonly onProgress?: (progress: Progress, call: ToolCallReference) => void;
  readonly onWarning?: (message: string) => void;
  readonly signal?: AbortSignal;
}

export interface InterruptSettings {
  readonly allowedDecisions: ("approve" | "edit" | "reject")[];
  readonly description: string;
  readonly argsSchema: Record<string, unknown>;
}

export type LangChainTool = DynamicStructuredTool;

export type PrefixOption = "collision" | "always";

export interface ToolCallReference {
  readonly server: string;
  readonly tool: string;
  readonly toolCallId: string | undefined;
}

export type ToolClient = Pick<Client, "capabilities" | "serverInfo" | "listTools"> & {
  readonly callTool: Client["callTool"];
};

export type ToolClients = ToolClient | Readonly<Record<string, ToolClient>>;

export declare function toInterruptOn(tools: readonly LangChainTool[]): Record<string, InterruptSettings>;

export declare function toLangChainTools(clients: ToolClients, options?: FrameworkToolOptions): Promise<LangChainTool[]>;

// The public declarations of @mortise/agent/ai-sdk. `npx vitest run scripts -u` writes this file.

export type * from "@mortise/client";
export type * from "@mortise/protocol";

export interface AiSdkToolOptions extends FrameworkToolOptions {
  readonly preliminary?: boolean;
}

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

export declare function toAiSdkTools(clients: ToolClients, options?: AiSdkToolOptions): Promise<ToolSet>;

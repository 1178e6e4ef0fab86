// The public declarations of @mortise/agent/mastra. `npx vitest run scripts -u` writes this file.

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

export interface MastraCallContext {
  readonly abortSignal?: AbortSignal | undefined;
  readonly toolCallId?: string | undefined;
}

export interface MastraTool {
  readonly id: string;
  readonly description: string;
  readonly inputSchema: JsonSchema;
  readonly needsApproval: boolean;
  execute(args: unknown, context?: MastraCallContext): Promise<ToolResult>;
  toModelOutput(output: ToolResult): {
    readonly type: string;
    readonly value: unknown;
  };
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

export declare function toMastraTools(clients: ToolClients, options?: FrameworkToolOptions): Promise<Record<string, MastraTool>>;

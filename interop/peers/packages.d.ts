// Declares the parts of the peers' packages that the programs of this folder use, so that the programs are
// type-checked without them.

declare module "fastmcp" {
  type Values = Readonly<Record<string, unknown>>;
  export class UserError extends Error {}
  export class FastMCP {
    constructor(options: { name: string; version: `${number}.${number}.${number}` });
    addTool(tool: {
      name: string;
      description: string;
      parameters?: object;
      execute: (args: Values) => Promise<string>;
    }): void;
    addResource(resource: {
      uri: string;
      name: string;
      mimeType: string;
      load: () => Promise<{ text: string }>;
    }): void;
    addResourceTemplate(template: {
      uriTemplate: string;
      name: string;
      arguments: readonly { name: string; required: boolean }[];
      load: (args: Values) => Promise<{ text: string }>;
    }): void;
    addPrompt(prompt: {
      name: string;
      arguments: readonly { name: string; required: boolean }[];
      load: (args: Values) => Promise<string>;
    }): void;
    start(options: {
      transportType: "stdio" | "httpStream";
      httpStream?: { port: number; host: string };
    }): Promise<void>;
  }
}

declare module "@mastra/core/tools" {
  export interface Tool {
    readonly id: string;
    readonly execute?: (input: unknown, context?: unknown) => Promise<unknown>;
  }
  export function createTool(definition: {
    id: string;
    description: string;
    inputSchema: object;
    execute: (input: Readonly<Record<string, unknown>>) => Promise<unknown>;
  }): Tool;
}

declare module "@mastra/mcp" {
  import type { IncomingMessage, ServerResponse } from "node:http";
  import type { Tool } from "@mastra/core/tools";

  export class MCPServer {
    constructor(config: {
      id: string;
      name: string;
      version: string;
      tools: Readonly<Record<string, Tool>>;
    });
    startStdio(): Promise<void>;
    startHTTP(exchange: {
      url: URL;
      httpPath: string;
      req: IncomingMessage;
      res: ServerResponse;
    }): Promise<void>;
  }

  export class MCPClient {
    constructor(config: { servers: Readonly<Record<string, object>>; timeout: number });
    listTools(): Promise<Readonly<Record<string, Tool>>>;
    readonly resources: {
      list(): Promise<Readonly<Record<string, readonly { readonly uri: string }[]>>>;
      read(server: string, uri: string): Promise<{ readonly contents: readonly object[] }>;
    };
    readonly prompts: {
      get(request: {
        serverName: string;
        name: string;
        args: Readonly<Record<string, string>>;
      }): Promise<{ readonly messages: readonly object[] }>;
    };
    disconnect(): Promise<void>;
  }
}

declare module "mcp-use" {
  export class MCPServer {
    constructor(config: { name: string; version: string; logging: { enabled: boolean } });
    tool(
      definition: { name: string; description: string; inputSchema: object },
      callback: (
        input: Readonly<Record<string, unknown>>,
      ) => Promise<{ content: { type: "text"; text: string }[] }>,
    ): unknown;
    listen(port: number): Promise<{ port: number; url: string }>;
  }
}

declare module "@openai/agents" {
  interface McpServer {
    connect(): Promise<void>;
    close(): Promise<void>;
    listTools(): Promise<readonly { readonly name: string }[]>;
    callTool(name: string, args: object): Promise<readonly object[]>;
    readResource(uri: string): Promise<{ readonly contents: readonly object[] }>;
    listResources(): Promise<{ readonly resources: readonly { readonly uri: string }[] }>;
  }
  export const MCPServerStdio: new (options: {
    command: string;
    args: string[];
    name: string;
    clientSessionTimeoutSeconds: number;
  }) => McpServer;
  export const MCPServerStreamableHttp: new (options: {
    url: string;
    name: string;
    clientSessionTimeoutSeconds: number;
  }) => McpServer;
}

declare module "@opentelemetry/instrumentation-http" {
  export class HttpInstrumentation {
    setTracerProvider(provider: object): void;
  }
}

declare module "@opentelemetry/instrumentation-undici" {
  export class UndiciInstrumentation {
    setTracerProvider(provider: object): void;
  }
}

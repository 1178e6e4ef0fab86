// Declares the parts of the rivals' packages that the fixtures and the programs of interop/peers use, so that
// these are type-checked without them.

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

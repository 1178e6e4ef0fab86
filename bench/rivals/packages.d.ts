// Declares the parts of the rivals' packages that the fixtures use, so that the fixtures are
// type-checked without them.

declare module "@mastra/core/tools" {
  export interface Tool {
    readonly id: string;
  }
  export function createTool(definition: {
    id: string;
    description: string;
    inputSchema: object;
    execute: (input: Record<string, unknown>) => Promise<unknown>;
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
      tools: Record<string, Tool>;
    });
    startStdio(): Promise<void>;
    startHTTP(exchange: {
      url: URL;
      httpPath: string;
      req: IncomingMessage;
      res: ServerResponse;
    }): Promise<void>;
  }
}

declare module "mcp-use" {
  export class MCPServer {
    constructor(config: { name: string; version: string; logging: { enabled: boolean } });
    tool(
      definition: { name: string; description: string; inputSchema: object },
      callback: (
        input: Record<string, unknown>,
      ) => Promise<{ content: { type: "text"; text: string }[] }>,
    ): unknown;
    listen(port: number): Promise<{ port: number; url: string }>;
  }
}

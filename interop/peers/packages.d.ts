// Declares the parts of the peers' packages that the programs of this folder use, so that the programs are
// type-checked without them. Those of packages that are rivals too stand in bench/rivals.

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

// Declares the parts of the peers' packages that the programs of this folder use, so that the programs are
// type-checked without them. Those of packages that are rivals too stand in bench/rivals.

declare module "fastmcp" {
  type Values = Readonly<Record<string, unknown>>;
  export class UserError extends Error {}
  export class FastMCP {
    constructor(options: {
      name: string;
      version: `${number}.${number}.${number}`;
      oauth?: {
        enabled: boolean;
        protectedResource: {
          resource: string;
          authorizationServers: string[];
          scopesSupported: string[];
        };
      };
      authenticate?: (request: { headers: { authorization?: string } }) => Promise<Values>;
    });
    addTool(tool: {
      name: string;
      description: string;
      parameters?: object;
      execute: (args: Values, context: { session?: Values }) => Promise<string>;
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

declare module "better-auth" {
  export function betterAuth(options: object): {
    readonly options: object;
    readonly api: { signUpEmail(request: { body: object }): Promise<unknown> };
    handler(request: Request): Promise<Response>;
  };
}

declare module "better-auth/db/migration" {
  export function getMigrations(options: object): Promise<{ runMigrations(): Promise<void> }>;
}

declare module "better-auth/node" {
  import type { IncomingMessage, ServerResponse } from "node:http";

  export function toNodeHandler(
    auth: object,
  ): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
}

declare module "better-auth/plugins" {
  export function jwt(): object;
}

declare module "@better-auth/oauth-provider" {
  export function oauthProvider(options: object): object;
  export function oauthProviderAuthServerMetadata(
    auth: object,
  ): (request: Request) => Promise<Response>;
}

declare module "express-oauth2-jwt-bearer" {
  import type { RequestHandler } from "express";

  export function auth(options: { issuerBaseURL: string; audience: string }): RequestHandler;
  export function scopeIncludesAny(scopes: string): RequestHandler;
}

declare module "@mastra/core/agent" {
  export interface RunStream {
    readonly fullStream: AsyncIterable<{ readonly type: string }>;
  }
  export class Agent {
    constructor(config: {
      id: string;
      name: string;
      instructions: string;
      model: object;
      tools: object;
    });
    stream(message: string, options: { maxSteps: number }): Promise<RunStream>;
  }
}

declare module "@mastra/core/test-utils/llm-mock" {
  export interface ModelRequest {
    readonly tools?: readonly { readonly name: string }[];
    readonly prompt: readonly { readonly content: unknown }[];
  }
  export class MastraLanguageModelV2Mock {
    constructor(script: {
      doStream: (request: ModelRequest) => Promise<{ stream: ReadableStream<object> }>;
    });
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

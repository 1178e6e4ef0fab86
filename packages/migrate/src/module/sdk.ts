/** Returns whether a module belongs to the official SDK, version 1 or 2. */
export function isSdk(specifier: string): boolean {
  return sdkVersion(specifier) !== undefined;
}

/** The major version of the official SDK that a module belongs to. */
export function sdkVersion(specifier: string): 1 | 2 | undefined {
  if (/^@modelcontextprotocol\/sdk(?:\/|$)/.test(specifier)) return 1;
  if (/^@modelcontextprotocol\/(?:server|core|node|express|fastify|hono)(?:\/|$)/.test(specifier)) {
    return 2;
  }
  return undefined;
}

/** The packages of the official SDK that a server depends on. */
export const SDK_PACKAGES: readonly string[] = [
  "@modelcontextprotocol/sdk",
  "@modelcontextprotocol/server",
  "@modelcontextprotocol/core",
  "@modelcontextprotocol/node",
  "@modelcontextprotocol/express",
  "@modelcontextprotocol/fastify",
  "@modelcontextprotocol/hono",
];

/** The types of the SDK that Mortise has under the same name. */
export const SAME_TYPES: ReadonlySet<string> = new Set([
  "Annotations",
  "AudioContent",
  "BlobResourceContents",
  "CallToolResult",
  "ClientCapabilities",
  "ContentBlock",
  "CreateMessageRequestParams",
  "CreateMessageResult",
  "ElicitRequestParams",
  "ElicitResult",
  "EmbeddedResource",
  "GetPromptResult",
  "Icon",
  "ImageContent",
  "Implementation",
  "LoggingLevel",
  "Prompt",
  "PromptArgument",
  "PromptMessage",
  "ReadResourceResult",
  "RequestId",
  "Resource",
  "ResourceContents",
  "ResourceLink",
  "Role",
  "Root",
  "SamplingMessage",
  "ServerCapabilities",
  "TextContent",
  "TextResourceContents",
  "Tool",
  "ToolAnnotations",
]);

/** The types of the SDK that Mortise has under another name, by their names there. */
export const RENAMED_TYPES: ReadonlyMap<string, string> = new Map([
  ["McpServer", "Server"],
  ["RequestHandlerExtra", "RequestContext"],
  ["ServerContext", "RequestContext"],
  ["Server", "Server"],
  ["McpError", "ProtocolError"],
  ["ProtocolError", "ProtocolError"],
]);

/** The requests of the SDK as a low-level handler receives them, written out. */
export const REQUEST_TYPES: ReadonlyMap<string, string> = new Map([
  [
    "CallToolRequest",
    "{ params: { name: string; arguments?: Record<string, unknown>; _meta?: Record<string, unknown> } }",
  ],
  ["CreateMessageRequest", "{ method: string; params: CreateMessageRequestParams }"],
  ["ReadResourceRequest", "{ params: { uri: string } }"],
  ["GetPromptRequest", "{ params: { name: string; arguments?: Record<string, string> } }"],
]);

/** The classes that carry a server over HTTP. */
export const HTTP_TRANSPORTS: ReadonlySet<string> = new Set([
  "StreamableHTTPServerTransport",
  "NodeStreamableHTTPServerTransport",
  "WebStandardStreamableHTTPServerTransport",
  "SSEServerTransport",
]);

/** The methods of the schemas that `setRequestHandler` takes. */
export function requestMethod(schema: string): string | undefined {
  return REQUEST_METHODS.get(schema);
}

const REQUEST_METHODS: ReadonlyMap<string, string> = new Map([
  ["ListToolsRequestSchema", "tools/list"],
  ["CallToolRequestSchema", "tools/call"],
  ["ListResourcesRequestSchema", "resources/list"],
  ["ListResourceTemplatesRequestSchema", "resources/templates/list"],
  ["ReadResourceRequestSchema", "resources/read"],
  ["ListPromptsRequestSchema", "prompts/list"],
  ["GetPromptRequestSchema", "prompts/get"],
  ["CompleteRequestSchema", "completion/complete"],
  ["SubscribeRequestSchema", "resources/subscribe"],
  ["UnsubscribeRequestSchema", "resources/unsubscribe"],
  ["SetLevelRequestSchema", "logging/setLevel"],
  ["PingRequestSchema", "ping"],
]);

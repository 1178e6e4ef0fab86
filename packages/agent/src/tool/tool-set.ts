import type { Tool } from "@mortise/protocol";
import { MortiseError, ProtocolError } from "@mortise/protocol";
import type { ToolOutput } from "../conversation/message.ts";
import type { OpenServer } from "../server/open-server.ts";
import type { AgentTool, ToolCallContext } from "./agent-tool.ts";
import { createReadMoreTool, createReadResourceTool, OWN_TOOL_NAMES } from "./own-tools.ts";
import type { ResultStore } from "./result-store.ts";
import type { PrefixOption } from "./tool-name.ts";
import { assignToolNames } from "./tool-name.ts";
import { toToolOutput } from "./tool-output.ts";

/** The tools of a run. */
export interface Catalogue {
  /** The servers' tools. */
  tools: AgentTool[];
  /** The agent's own tools that are always offered. */
  own: AgentTool[];
  /** Offered once a result was cut. */
  readMore: AgentTool;
}

/** Gathers the tools of all servers under names that the model can call. */
export function createCatalogue(
  servers: readonly OpenServer[],
  store: ResultStore,
  prefix: PrefixOption,
): Catalogue {
  const found = servers.flatMap((server) => server.tools.map((tool) => ({ server, tool })));
  const names = assignToolNames(
    found.map(({ server, tool }) => ({ server: server.name, tool: tool.name })),
    OWN_TOOL_NAMES,
    prefix,
  );
  const readResource = createReadResourceTool(servers);
  return {
    tools: found.map(({ server, tool }, index) =>
      toAgentTool(server, tool, names[index] ?? tool.name),
    ),
    own: readResource ? [readResource] : [],
    readMore: createReadMoreTool(store),
  };
}

function toAgentTool(server: OpenServer, tool: Tool, name: string): AgentTool {
  const { annotations = {} } = tool;
  return {
    name,
    server: server.name,
    tool: tool.name,
    displayName: tool.title ?? annotations.title ?? tool.name,
    description: tool.description ?? tool.title ?? "",
    inputSchema: tool.inputSchema,
    ...(tool.outputSchema && { outputSchema: tool.outputSchema }),
    annotations,
    call: (args, context) => callServerTool(server, tool.name, args, context),
  };
}

async function callServerTool(
  { name, connection }: OpenServer,
  tool: string,
  args: Record<string, unknown>,
  { signal, onProgress }: ToolCallContext,
): Promise<ToolOutput> {
  try {
    return toToolOutput(await connection.callTool(tool, args, { signal, onProgress }));
  } catch (error) {
    signal.throwIfAborted();
    return { type: "error-text", value: describeFailure(error, name, tool) };
  }
}

function describeFailure(error: unknown, server: string, tool: string): string {
  if (ProtocolError.is(error)) return `The server ${server} refused the call: ${error.message}`;
  if (MortiseError.is(error) && error.code === "TIMEOUT") {
    return `${tool} did not answer in time: ${error.message}`;
  }
  const message = error instanceof Error ? error.message : String(error);
  return `The call of ${tool} on the server ${server} failed: ${message}`;
}

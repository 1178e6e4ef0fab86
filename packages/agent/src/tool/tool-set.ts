import type { ClientTask } from "@mortise/client";
import type { Tool } from "@mortise/protocol";
import type { ToolOutput } from "../conversation/message.ts";
import type { PrefixOption } from "../dialect/tool-name.ts";
import { assignToolNames } from "../dialect/tool-name.ts";
import type { OpenServer } from "../server/open-server.ts";
import type { AgentTool, CallTool } from "./agent-tool.ts";
import { TaskLeft } from "./agent-tool.ts";
import { toFailedCall } from "./failed-call.ts";
import { createReadMoreTool, createReadResourceTool, OWN_TOOL_NAMES } from "./own-tools.ts";
import type { ResultStore } from "./result-store.ts";
import { toToolOutput } from "./tool-output.ts";

/** The tools of a run. */
export interface ToolSet {
  /** The servers' tools. */
  readonly tools: readonly AgentTool[];
  /** The agent's own tools that are always offered. */
  readonly own: readonly AgentTool[];
  /** Offered once a result was cut. */
  readonly readMore: AgentTool;
}

/** The parts of a {@link ToolSet}. */
export interface ToolSetOptions {
  readonly servers: readonly OpenServer[];
  /** Where results that are too long to show are kept. */
  readonly store: ResultStore;
  /** When tools bear their server's name. */
  readonly prefix: PrefixOption;
}

/** Gathers the tools of all servers under names that the model can call. */
export function createToolSet({ servers, store, prefix }: ToolSetOptions): ToolSet {
  const found = servers.flatMap((server) => server.tools.map((tool) => ({ server, tool })));
  const names = assignToolNames(
    found.map(({ server, tool }) => ({ server: server.name, tool: tool.name })),
    { reserved: OWN_TOOL_NAMES, prefix },
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
    call: serverCall(server, tool.name),
  };
}

/** Creates the function that calls a server's tool. */
function serverCall({ name: server, connection }: OpenServer, tool: string): CallTool {
  return async (args, { signal, onProgress, leave, onTask }): Promise<ToolOutput> => {
    // A task that cannot be found again must not be left.
    const canLeave = connection.task !== undefined && leave !== undefined;
    const ofTask = canLeave && { wait: leave, onTask: ({ id }: ClientTask) => onTask?.(id) };
    try {
      return toToolOutput(await connection.callTool(tool, args, { signal, onProgress, ...ofTask }));
    } catch (error) {
      signal.throwIfAborted();
      if (leave?.aborted) throw new TaskLeft();
      throw toFailedCall(error, { server, subject: tool });
    }
  };
}

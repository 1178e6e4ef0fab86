import type { JsonSchema } from "@mortise/protocol";
import type { ToolOutput } from "../conversation/message.ts";
import type { OpenServer } from "../server/open-server.ts";
import type { AgentTool } from "./agent-tool.ts";
import { OWN_SERVER } from "./agent-tool.ts";
import type { ResultStore } from "./result-store.ts";
import { toResourceOutput } from "./tool-output.ts";

/** The names of the agent's own tools. */
export const OWN_TOOL_NAMES = ["read_more", "read_resource", "search_tools"] as const;

const RESOURCE_LINES = 40;

/** Makes an own tool: it only reads, so it never needs approval. */
export function createOwnTool(
  name: (typeof OWN_TOOL_NAMES)[number],
  description: string,
  properties: Record<string, JsonSchema>,
  required: readonly string[],
  call: AgentTool["call"],
): AgentTool {
  return {
    name,
    server: OWN_SERVER,
    tool: name,
    displayName: name,
    description,
    inputSchema: { type: "object", properties, required, additionalProperties: false },
    annotations: { readOnlyHint: true },
    call,
  };
}

/** Makes the tool that reads on in a result that was too long to show. */
export function createReadMoreTool(store: ResultStore): AgentTool {
  return createOwnTool(
    "read_more",
    "Read on in a tool result that was cut because it is long.",
    {
      id: { type: "string", description: "The id in the note at the end of the cut result." },
      offset: { type: "integer", minimum: 0, description: "The character to read on from." },
    },
    ["id", "offset"],
    async ({ id, offset }) => store.read(String(id), Number(offset)),
  );
}

/** Makes the tool that reads the servers' resources; nothing when no server has any. */
export function createReadResourceTool(servers: readonly OpenServer[]): AgentTool | undefined {
  const offering = servers.filter(({ connection }) => connection.capabilities.resources);
  if (!offering.length) return undefined;
  const lines = offering.flatMap(({ name, resources }) =>
    resources.map(({ uri, title, name: own, description }) => {
      const about = description ? `: ${description.slice(0, 120)}` : "";
      return `- ${name}: ${uri} (${title ?? own})${about}`;
    }),
  );
  const known = lines.slice(0, RESOURCE_LINES).join("\n");
  return createOwnTool(
    "read_resource",
    `Read a resource of a server by its URI.${known ? ` Known resources:\n${known}` : ""}`,
    {
      server: { type: "string", enum: offering.map(({ name }) => name) },
      uri: { type: "string", description: "The URI of the resource." },
    },
    ["server", "uri"],
    async ({ server, uri }, { signal }): Promise<ToolOutput> => {
      const chosen = offering.find(({ name }) => name === server);
      if (!chosen) {
        const names = offering.map(({ name }) => name).join(", ");
        return { type: "error-text", value: `No server ${String(server)}; there are: ${names}.` };
      }
      return toResourceOutput(await chosen.connection.readResource(String(uri), { signal }));
    },
  );
}

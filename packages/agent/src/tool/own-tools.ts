import type { JsonSchema } from "@mortise/protocol";
import type { ToolOutput } from "../conversation/message.ts";
import type { OpenServer } from "../server/open-server.ts";
import { oneLine } from "../text/one-line.ts";
import type { AgentTool, CallTool } from "./agent-tool.ts";
import { OWN_SERVER } from "./agent-tool.ts";
import { toFailedCall } from "./failed-call.ts";
import type { ResultStore } from "./result-store.ts";
import { toResourceOutput } from "./tool-output.ts";

/** The names of the agent's own tools. */
export const OWN_TOOL_NAMES = [
  "read_more",
  "read_resource",
  "search_tools",
  "wait_for_task",
] as const;

/** How many resources the description of `read_resource` lists. */
const RESOURCE_LIMIT = 40;
const DESCRIPTION_LIMIT = 120;
/** A longer URI of a resource is not listed. */
const URI_LIMIT = 1_000;

/** A tool of the agent's own; every parameter is required. */
export interface OwnTool {
  readonly name: (typeof OWN_TOOL_NAMES)[number];
  readonly description: string;
  /** The schemas of the parameters, by name. */
  readonly parameters: Readonly<Record<string, JsonSchema>>;
  readonly call: CallTool;
}

/** Makes an own tool: it only reads, so it never needs approval. */
export function createOwnTool({ name, description, parameters, call }: OwnTool): AgentTool {
  return {
    name,
    server: OWN_SERVER,
    tool: name,
    displayName: name,
    description,
    inputSchema: {
      type: "object",
      properties: parameters,
      required: Object.keys(parameters),
      additionalProperties: false,
    },
    annotations: { readOnlyHint: true },
    isOwn: true,
    call,
  };
}

/** Makes the tool that reads on in a result that was too long to show. */
export function createReadMoreTool(store: ResultStore): AgentTool {
  const tool = createOwnTool({
    name: "read_more",
    description: "Read on in a tool result that was cut because it is long.",
    parameters: {
      id: { type: "string", description: "The id in the note at the end of the cut result." },
      offset: { type: "integer", minimum: 0, description: "The character to read on from." },
    },
    call: async ({ id, offset }) => store.read(String(id), Number(offset)),
  });
  return { ...tool, isPaged: true };
}

/** Makes the tool that reads the servers' resources; `undefined` when no server has any. */
export function createReadResourceTool(servers: readonly OpenServer[]): AgentTool | undefined {
  const offering = servers.filter(({ connection }) => connection.capabilities.resources);
  if (!offering.length) return undefined;
  const names = offering.map(({ name }) => name);
  const known = offering.flatMap(describeResources).slice(0, RESOURCE_LIMIT).join("\n");
  return createOwnTool({
    name: "read_resource",
    description: "Read a resource of a server by its URI.",
    parameters: {
      server: { type: "string", enum: names },
      // The description of a tool may be too short for the list: OpenAI takes 1,024 characters.
      uri: {
        type: "string",
        description: `The URI of the resource.${known ? ` Known resources:\n${known}` : ""}`,
      },
    },
    call: async ({ server, uri }, { signal }): Promise<ToolOutput> => {
      const chosen = offering.find(({ name }) => name === server);
      if (chosen === undefined) {
        const value = `No server ${String(server)}; there are: ${names.join(", ")}.`;
        return { type: "error-text", value };
      }
      try {
        return toResourceOutput(await chosen.connection.readResource(String(uri), { signal }));
      } catch (error) {
        signal.throwIfAborted();
        throw toFailedCall(error, { server: chosen.name, subject: String(uri) });
      }
    },
  });
}

function describeResources({ name: server, resources }: OpenServer): string[] {
  return resources.flatMap(({ uri, title, name, description }) => {
    // A URI has no such characters, and a shortened one would be another.
    if (oneLine(uri, URI_LIMIT) !== uri) return [];
    const about = description ? `: ${oneLine(description, DESCRIPTION_LIMIT)}` : "";
    return [`- ${server}: ${uri} (${oneLine(title ?? name, DESCRIPTION_LIMIT)})${about}`];
  });
}

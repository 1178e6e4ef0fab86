import type { Tool } from "@mortise/protocol";
import { listNames } from "../text/quote.ts";
import { isView } from "./app-part.ts";
import type { Evidence } from "./evidence.ts";
import { isObject } from "./parameter.ts";

/** A client, and the parts of a server that it drops or rejects. */
interface KnownClient {
  readonly client: string;
  /** The reports of it, with their dates. */
  readonly sources: readonly { readonly url: string; readonly date: string }[];
  /** The consequences for a server, one sentence each. */
  readonly note: (evidence: Evidence) => readonly (string | undefined)[];
}

const names = (tools: readonly Tool[]): string => listNames(tools.map(({ name }) => name));
const hasOutput = ({ outputSchema }: Tool): boolean => isObject(outputSchema);
const hasHint = ({ annotations }: Tool): boolean =>
  isObject(annotations) && typeof annotations["readOnlyHint"] === "boolean";
const github = (path: string, date: string): { url: string; date: string } => ({
  url: `https://github.com/${path}`,
  date,
});

/** Gives a sentence about the tools that something holds for, unless there are none. */
function about(
  tools: readonly Tool[],
  holds: (tool: Tool) => boolean,
  write: (names: string, count: number) => string,
): string | undefined {
  const found = tools.filter(holds);
  return found.length === 0 ? undefined : write(names(found), found.length);
}

function beyond(tools: readonly Tool[], most: number, outcome: string): string | undefined {
  return tools.length > most ? `${outcome}: this server has ${tools.length}.` : undefined;
}

/** The clients whose behaviour is documented or was reported with a reproduction. */
const KNOWN_CLIENTS: readonly KnownClient[] = [
  {
    client: "Claude Code",
    sources: [
      github("anthropics/claude-code/issues/79944", "2026-09-22"),
      github("anthropics/claude-code/issues/19882", "2026-01-25"),
      github("RedHatInsights/insights-mcp/issues/340", "2026-04-03"),
    ],
    note: ({ tools, listing: { name = "", instructions = "" } }) => [
      about(
        tools,
        hasOutput,
        (list) =>
          `Of results with structured content (${list}) the model reads the JSON, and no text beside it.`,
      ),
      about(
        tools,
        (tool) => `mcp__${name}__${tool.name}`.length > 64,
        (list) => `With its prefix, ${list} is longer than the 64 characters of tool search.`,
      ),
      about(
        tools,
        ({ description }) => String(description ?? "").length > 2048,
        (list) => `Of the description of ${list} it keeps 2 kB.`,
      ),
      instructions.length > 2048 ? "Of the instructions it keeps 2 kB." : undefined,
    ],
  },
  {
    client: "Claude connectors",
    sources: [
      github("anthropics/claude-code/issues/21050", "2026-01-26"),
      github("elgorro/aiquila/issues/386", "2026-07-09"),
    ],
    note: ({ tools, listing: { transport } }) =>
      transport === "stdio"
        ? []
        : [
            about(
              tools,
              (tool) => tool.name.length > 21,
              (list) =>
                `Its prefix of 43 characters makes ${list} longer than the 64 of tool search.`,
            ),
            about(
              tools,
              (tool) => !hasHint(tool) || (tool.title ?? tool.annotations?.title) === undefined,
              (list) => `The directory takes no tool without a title and readOnlyHint: ${list}.`,
            ),
          ],
  },
  {
    client: "ChatGPT",
    sources: [github("universal-tool-calling-protocol/code-mode/issues/38", "2026-05-01")],
    note: ({ tools }) => [
      about(
        tools,
        (tool) => !hasHint(tool),
        (list) => `Without readOnlyHint it asks the user before every call of ${list}.`,
      ),
    ],
  },
  {
    client: "Microsoft 365 Copilot",
    sources: [github("Azure/data-api-builder/issues/3798", "2026-09-02")],
    note: ({ tools }) => [
      about(
        tools,
        (tool) => !hasHint(tool),
        (list) => `Its connectors leave out tools without readOnlyHint: ${list}.`,
      ),
    ],
  },
  {
    client: "Cursor",
    sources: [
      github("ComposioHQ/composio/issues/2788", "2026-02-27"),
      github("Snowflake-Labs/mcp/issues/77", "2025-09-02"),
    ],
    note: ({ tools, listing: { name = "" } }) => [
      about(
        tools,
        (tool) => name.length + tool.name.length > 60,
        (list) =>
          `With the name of the server, ${list} has more than 60 characters and is left out.`,
      ),
      beyond(tools, 80, "It warns of more than 80 tools of all servers together"),
    ],
  },
  {
    client: "VS Code",
    sources: [github("mario-andreschak/mcp-abap-abap-adt-api/issues/13", "2026-07-02")],
    note: ({ tools }) => [
      beyond(tools, 128, "It takes at most 128 tools of all servers together in a request"),
    ],
  },
  {
    client: "Antigravity",
    sources: [github("DaxianLee/cocos-mcp-server/issues/11", "2026-02-06")],
    note: ({ tools }) => [beyond(tools, 100, "It takes at most 100 tools of all servers together")],
  },
  {
    client: "Codex and OpenCode",
    sources: [github("anomalyco/opencode/pull/32074", "2026-06-12")],
    note: ({ tools }) => [
      about(
        tools,
        hasOutput,
        (list) =>
          `Of results with structured content (${list}) the model reads the JSON, and no text beside it.`,
      ),
    ],
  },
  {
    client: "Gemini CLI",
    sources: [
      github("google-gemini/gemini-cli/pull/28971", "2026-08-23"),
      github("google-gemini/gemini-cli/issues/15851", "2026-01-03"),
      github("google-gemini/gemini-cli/issues/11567", "2025-10-21"),
    ],
    note: ({ tools, prompts, resources, listing: { name = "" } }) => [
      about(
        tools,
        (tool) => `mcp_${name}_${tool.name}`.length > 63,
        (list) =>
          `It shortens names of more than 63 characters in the middle, and of two that become equal it keeps one: ${list}.`,
      ),
      prompts.length > 0
        ? "Of prompts it takes one message of text; images and resources in them are refused."
        : undefined,
      tools.length + prompts.length === 0 && resources.length > 0
        ? "It refuses a server that has resources alone."
        : undefined,
    ],
  },
  {
    client: "GitHub Copilot CLI",
    sources: [github("github/copilot-cli/issues/1879", "2026-03-06")],
    note: ({ tools }) => [
      about(
        tools,
        (tool) => /[^\w-]/.test(tool.name),
        (list) => `Every request fails while a name has "." or "/": ${list}.`,
      ),
    ],
  },
  {
    client: "Kiro",
    sources: [github("kirodotdev/Kiro/issues/8960", "2026-05-29")],
    note: ({ resources, templates }) => [
      resources.length + templates.length > 0
        ? "A result with a link to a resource is dropped as a whole."
        : undefined,
    ],
  },
];

/** The consequences of a server's definitions in one client. */
export interface ClientNotes {
  /** The name of the client. */
  readonly client: string;
  /** The consequences, one sentence each. */
  readonly notes: readonly string[];
  /** The reports of them, with their dates. */
  readonly sources: readonly { readonly url: string; readonly date: string }[];
}

/** Gives the clients that drop or reject something of a server. */
export function noteClients(evidence: Evidence): ClientNotes[] {
  const seen = {
    ...evidence,
    tools: evidence.modelTools,
    resources: evidence.resources.filter((resource) => !isView(resource)),
  };
  return KNOWN_CLIENTS.flatMap(({ client, sources, note }) => {
    const notes = note(seen).filter((each) => each !== undefined);
    return notes.length === 0 ? [] : [{ client, notes, sources }];
  });
}

import { rankTools } from "../offline/tool/rank-tools.ts";
import { createToolProfile } from "../offline/tool/tool-profile.ts";
import { cutText } from "../text/cut-text.ts";
import type { AgentTool } from "./agent-tool.ts";
import { createOwnTool } from "./own-tools.ts";
import { toToolDefinition } from "./tool-definition.ts";

/** How many tools one search finds. */
const FOUND_LIMIT = 8;
const SUMMARY_LIMIT = 200;
/** How many characters of servers' names the description has. */
const NAMES_LIMIT = 600;

/**
 * Offers a few tools of many: the model searches, and is offered what it found from the next step
 * on.
 */
export class ToolSearch {
  /** The tool that searches. */
  readonly tool: AgentTool;
  readonly #tools: readonly AgentTool[];
  readonly #found: Set<string>;

  /** `found` are the names of the tools that are offered from the start. */
  constructor(tools: readonly AgentTool[], found: Iterable<string>) {
    this.#tools = tools;
    this.#found = new Set(found);
    const names = [...new Set(tools.map(({ server }) => server))].join(", ");
    const servers = names.length > NAMES_LIMIT ? `${cutText(names, NAMES_LIMIT)} …` : names;
    this.tool = createOwnTool({
      name: "search_tools",
      description: `Find tools by what they do: there are ${tools.length} tools of these servers: ${servers}. The tools found can be called from the next step on.`,
      parameters: {
        query: { type: "string", description: "The purpose of the tool, in a few words." },
      },
      call: async ({ query }) => ({ type: "text", value: this.#search(String(query)) }),
    });
  }

  /** The tools found so far. */
  get found(): readonly AgentTool[] {
    return this.#tools.filter(({ name }) => this.#found.has(name));
  }

  #search(query: string): string {
    const profiles = this.#tools.map((tool) => createToolProfile(toToolDefinition(tool)));
    const found = rankTools(query, profiles).slice(0, FOUND_LIMIT);
    if (!found.length) return "No tool matches; try other words.";
    for (const { tool } of found) this.#found.add(tool.name);
    const lines = found.map(({ tool }) => {
      const [summary = ""] = tool.description.split("\n");
      return `- ${tool.name}: ${cutText(summary, SUMMARY_LIMIT)}`;
    });
    return `You can now call:\n${lines.join("\n")}`;
  }
}

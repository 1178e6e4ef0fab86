import type { Rule } from "./rule.ts";
import { toolSubject } from "./rule.ts";

const TOOL_TOKENS = 1_500;
const SERVER_TOKENS = 15_000;

/** Limits on tools of all servers together, which one server should not reach alone. */
const TOOL_LIMITS: readonly { readonly most: number; readonly client: string }[] = [
  { most: 128, client: "VS Code" },
  { most: 100, client: "Antigravity" },
  { most: 80, client: "Cursor" },
];

/** Tokens that every request pays before the model reads the question. */
export const tokenCost: Rule = {
  id: "token-cost",
  severity: "warning",
  about: "Definitions that cost many tokens in every request.",
  *check({ views }) {
    const view = views.find(({ provider }) => provider === "openai");
    if (view === undefined) return;
    for (const { tool, tokens } of view.tools) {
      if (tokens <= TOOL_TOKENS) continue;
      yield {
        subject: toolSubject(tool),
        message: `The declaration costs about ${tokens} tokens in every request (an estimate).`,
        fix: "Shorten its description, take out arguments that are seldom given, or divide the tool.",
      };
    }
    if (view.tokens > SERVER_TOKENS) {
      yield {
        subject: { kind: "server" },
        message: `The ${view.tools.length} tools cost about ${view.tokens} tokens in every request (an estimate).`,
        fix: "Offer fewer tools to each caller (enabled, transform), or leave the choice to a search for tools.",
      };
    }
  },
};

/** More tools than a client passes on. */
export const toolCount: Rule = {
  id: "tool-count",
  severity: "warning",
  about: "More tools than some clients pass on to a model.",
  *check({ modelTools }) {
    const over = TOOL_LIMITS.filter(({ most }) => modelTools.length > most);
    if (over.length === 0) return;
    const limits = over.map(({ client, most }) => `${client} takes ${most}`).join(", ");
    yield {
      subject: { kind: "server" },
      severity: over.some(({ client }) => client === "VS Code") ? "error" : "warning",
      message: `The server has ${modelTools.length} tools for models; of all servers together ${limits}.`,
      fix: "Offer fewer tools to each caller (enabled, transform), or divide the server.",
      affects: over.map(({ client }) => client),
    };
  },
};

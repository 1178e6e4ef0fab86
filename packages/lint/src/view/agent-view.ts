import type { ProviderTool, ToolProvider } from "@mortise/agent";
import { adaptTools, TOOL_PROVIDERS } from "@mortise/agent";
import type { JsonObject, JsonValue, Tool } from "@mortise/protocol";
import { estimateTokens } from "./estimate-tokens.ts";

/** A tool as one model provider receives it. */
export interface AgentTool {
  /** The name at the server. */
  readonly tool: string;
  /** The name that the model calls. */
  readonly name: string;
  /** The declaration, as it is sent to the provider; `null` for a tool that is left out. */
  readonly declaration: JsonValue;
  /** An estimate of the tokens that the declaration costs in each request. */
  readonly tokens: number;
  /** The parts that were left out or rewritten, one sentence each. */
  readonly changes: readonly string[];
  /** Why the tool is left out; absent when it is offered. */
  readonly leftOut?: string;
}

/** The tools of a server as the agent hands them to one provider. */
export interface AgentView {
  /** The provider. */
  readonly provider: ToolProvider;
  /** The name of the provider for people. */
  readonly label: string;
  /** The tools in the order of the server. */
  readonly tools: readonly AgentTool[];
  /** An estimate of the tokens of all declarations. */
  readonly tokens: number;
}

/** The names of the providers for people. */
const PROVIDER_LABELS: Readonly<Record<ToolProvider, string>> = {
  anthropic: "Anthropic",
  openai: "OpenAI",
  google: "Google",
};

/** The tools of a server as the agent makes them fit for one provider. */
export interface Adapted {
  readonly provider: ToolProvider;
  readonly label: string;
  readonly tools: readonly ProviderTool[];
}

/** Makes the tools of a server fit for each provider. */
export function adaptForAll(tools: readonly Tool[]): Adapted[] {
  return TOOL_PROVIDERS.map((provider) => ({
    provider,
    label: PROVIDER_LABELS[provider],
    tools: adaptTools(tools, provider),
  }));
}

/** Gives the tools of a server as a provider receives them. */
export function viewTools({ provider, label, tools: adapted }: Adapted): AgentView {
  const tools = adapted.map((tool) => viewTool(tool, provider));
  return { provider, label, tools, tokens: tools.reduce((sum, { tokens }) => sum + tokens, 0) };
}

function viewTool(adapted: ProviderTool, provider: ToolProvider): AgentTool {
  const { tool, name, leftOut } = adapted;
  if (leftOut !== undefined) {
    return { tool, name, declaration: null, tokens: 0, changes: [], leftOut };
  }
  const declaration = declare(adapted, provider);
  const changes = adapted.changes.map(({ path, message }) =>
    path === "" ? message : `${path} ${message}`,
  );
  const tokens = estimateTokens(JSON.stringify(declaration), provider);
  return { tool, name, declaration, tokens, changes };
}

/** Writes a declaration as the adapter of the provider in AI SDK does. */
function declare(
  { name, description, inputSchema = {} }: ProviderTool,
  provider: ToolProvider,
): JsonObject {
  const schema = inputSchema as JsonObject;
  if (provider === "anthropic") return { name, description, input_schema: schema };
  if (provider === "google") return { name, description, parametersJsonSchema: schema };
  return { type: "function", name, description, parameters: schema };
}

import type { LanguageModelV4FunctionTool } from "@ai-sdk/provider";
import type { OfflineToolHints } from "../offline/tool/tool-profile.ts";
import type { AgentTool } from "./agent-tool.ts";

/** Writes a tool in the form that models take, with the hints that only the offline planner reads. */
export function toToolDefinition(tool: AgentTool): LanguageModelV4FunctionTool {
  const { readOnlyHint } = tool.annotations;
  const hints: OfflineToolHints = {
    title: tool.displayName,
    ...(readOnlyHint !== undefined && { readOnlyHint }),
    ...(tool.outputSchema && { outputSchema: tool.outputSchema }),
  };
  return {
    type: "function",
    name: tool.name,
    description: tool.description,
    inputSchema: tool.inputSchema as LanguageModelV4FunctionTool["inputSchema"],
    providerOptions: { offline: hints as Record<string, never> },
  };
}

import type { LanguageModelTool } from "../language-model/prompt.ts";
import type { OfflineToolHints } from "../offline/tool/tool-profile.ts";
import type { AgentTool } from "./agent-tool.ts";

/**
 * Writes a tool in the form that models take, with the hints that only the offline planner reads.
 */
export function toToolDefinition(tool: AgentTool): LanguageModelTool {
  const { readOnlyHint } = tool.annotations;
  const hints: OfflineToolHints = {
    title: tool.displayName,
    ...(readOnlyHint !== undefined && { readOnlyHint }),
    ...(tool.outputSchema && { outputSchema: tool.outputSchema }),
  };
  return {
    type: "function",
    name: tool.name,
    ...(tool.description && { description: tool.description }),
    inputSchema: tool.inputSchema,
    providerOptions: { offline: hints },
  };
}

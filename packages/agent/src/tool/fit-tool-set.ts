import type { JsonSchema } from "@mortise/protocol";
import { repairForeignArguments } from "@mortise/protocol";
import { adaptTool } from "../dialect/adapt-tool.ts";
import type { ToolReader } from "../dialect/tool-provider.ts";
import type { LeftOutTool } from "../server/open-server.ts";
import type { AgentTool } from "./agent-tool.ts";
import type { ToolSet } from "./tool-set.ts";

/** The tools that a model can be offered, and those that are left out. */
export interface FitToolSet {
  readonly toolSet: ToolSet;
  readonly leftOut: readonly LeftOutTool[];
}

/**
 * Brings tools into the form that a model's provider takes; one that has no such form is left out,
 * because a provider refuses every request that offers it.
 */
export function fitToolSet({ tools, own, readMore }: ToolSet, reader: ToolReader): FitToolSet {
  const leftOut: LeftOutTool[] = [];
  const fit = (tool: AgentTool): AgentTool[] => {
    const fitted = adaptTool(tool, reader);
    if ("leftOut" in fitted) {
      leftOut.push({ server: tool.server, tool: tool.tool, reason: fitted.leftOut });
      return [];
    }
    const { description, inputSchema, toArguments } = fitted;
    // Approvals must see what the server will work with, and servers repair arguments too.
    const repaired: AgentTool["toArguments"] = (args) =>
      repair(toArguments(args), tool.inputSchema);
    return [{ ...tool, description, inputSchema, toArguments: repaired }];
  };
  return { toolSet: { tools: tools.flatMap(fit), own: own.flatMap(fit), readMore }, leftOut };
}

/** Repairs the types of arguments by the schema of the server, which may be none. */
function repair(
  args: Readonly<Record<string, unknown>>,
  schema: JsonSchema | undefined | null,
): Readonly<Record<string, unknown>> {
  if (typeof schema !== "object" || schema === null) return args;
  return repairForeignArguments(args, schema).value as Readonly<Record<string, unknown>>;
}

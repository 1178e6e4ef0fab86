import type { JsonSchema } from "@mortise/protocol";
import { adaptTool } from "./adapt-tool.ts";
import type { ToolChange } from "./tool-change.ts";
import { assignToolNames } from "./tool-name.ts";
import type { ToolProvider } from "./tool-provider.ts";

/** A tool as a provider is offered it. */
export interface ProviderTool {
  /** The tool's name at its server. */
  readonly tool: string;
  /** The name that the model calls. */
  readonly name: string;
  /** The description that the model reads. */
  readonly description: string;
  /** The JSON Schema of the arguments; absent when the tool is left out. */
  readonly inputSchema?: JsonSchema;
  /** The changes that were made for the provider; none for a tool that it takes as it is. */
  readonly changes: readonly ToolChange[];
  /** Why the tool is left out; absent when it is offered. */
  readonly leftOut?: string;
}

/**
 * Shows the tools of a server as an agent offers them to a provider: what is changed because the
 * provider refuses it, and what is left out.
 *
 * @example
 * ```ts
 * const [tool] = adaptTools(await client.listTools(), "anthropic");
 * ```
 */
export function adaptTools(
  tools: readonly {
    readonly name: string;
    readonly description?: string;
    readonly inputSchema: unknown;
  }[],
  provider: ToolProvider,
): ProviderTool[] {
  const names = assignToolNames(
    tools.map(({ name }) => ({ server: "server", tool: name })),
    { reserved: [], prefix: "collision" },
  );
  return tools.map((tool, index): ProviderTool => {
    const name = names[index] ?? tool.name;
    const fit = adaptTool(tool, provider);
    if ("leftOut" in fit) {
      const { description = "" } = tool;
      return { tool: tool.name, name, description, changes: [], leftOut: fit.leftOut };
    }
    const { description, inputSchema, changes } = fit;
    const message = `the name ${JSON.stringify(tool.name)} is offered as ${name}`;
    const renamed = { rule: "tool-name", path: "", message };
    return {
      tool: tool.name,
      name,
      description,
      inputSchema,
      changes: name === tool.name ? changes : [renamed, ...changes],
    };
  });
}

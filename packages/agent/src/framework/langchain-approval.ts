import type { LangChainTool } from "./langchain-tools.ts";

/** The decisions about a call that LangChain's `humanInTheLoopMiddleware` offers. */
export interface InterruptSettings {
  /** The decisions that the middleware takes. */
  readonly allowedDecisions: ("approve" | "edit" | "reject")[];
  /** The sentence above the arguments. */
  readonly description: string;
  /** The schema for arguments that are edited. */
  readonly argsSchema: Record<string, unknown>;
}

/**
 * Makes the settings of LangChain's middleware for the tools that need approval:
 * `humanInTheLoopMiddleware({ interruptOn: toInterruptOn(tools) })`, beside a checkpointer. All other tools run
 * without being asked about, those of {@link toLangChainTools} alone; the settings of other tools can stand beside these.
 */
export function toInterruptOn(tools: readonly LangChainTool[]): Record<string, InterruptSettings> {
  const asked = tools.filter(({ metadata }) => metadata?.["needsApproval"] === true);
  return Object.fromEntries(asked.map((tool) => [tool.name, toSettings(tool)]));
}

function toSettings({ metadata, schema }: LangChainTool): InterruptSettings {
  const { server, tool, annotations } = metadata as Readonly<Record<string, unknown>>;
  const { title } = (annotations ?? {}) as { readonly title?: unknown };
  const label = typeof title === "string" && title !== "" ? `${title} (${tool})` : String(tool);
  return {
    allowedDecisions: ["approve", "edit", "reject"],
    description: `${label} of ${server} asks to run`,
    argsSchema: schema as unknown as Record<string, unknown>,
  };
}

import type { ToolProfile } from "./tool-profile.ts";

/** How many tools are named. */
const NAME_LIMIT = 30;

/** Says which tools there are, for a request that none of them answers. */
export function describeTools(tools: readonly ToolProfile[]): string {
  if (tools.length === 0) return "No tool is available, so there is nothing I can look up.";
  const names = tools.slice(0, NAME_LIMIT).map(({ name }) => name);
  const more = tools.length - names.length;
  const rest = more > 0 ? ` and ${more} more` : "";
  return `The tools that I can use: ${names.join(", ")}${rest}. Name what you want from them, with the id.`;
}

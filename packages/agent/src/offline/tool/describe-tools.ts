import type { ToolProfile } from "./tool-profile.ts";

const NAMED = 30;

/** Tells somebody who is lost what there is to ask for. */
export function describeTools(tools: readonly ToolProfile[]): string {
  if (tools.length === 0) return "No tool is available, so there is nothing I can look up.";
  const names = tools.slice(0, NAMED).map(({ name }) => name);
  const more = tools.length - names.length;
  const rest = more > 0 ? ` and ${more} more` : "";
  return `What I can use: ${names.join(", ")}${rest}. Name what you want from them, with the id.`;
}

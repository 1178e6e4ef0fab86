import type { Revision, Tool } from "@mortise/protocol";
import { isModern } from "@mortise/protocol";
import type { CompiledTool } from "./compile-tool.ts";
import { withListedExtensions } from "./tool-extension.ts";

/** Writes a tool as `tools/list` of a revision has it, with the members of extensions. */
export function listTool(
  { listed, extensions }: Pick<CompiledTool, "listed" | "extensions">,
  revision: Revision,
): Tool {
  return withListedExtensions(toRevision(listed, revision), extensions, revision);
}

/** Before 2026-07-28 structured content is an object, so that other output schemas are left out. */
function toRevision(tool: Tool, revision: Revision): Tool {
  if (isModern(revision) || tool.outputSchema === undefined) return tool;
  if (revision >= "2025-06-18" && tool.outputSchema.type === "object") return tool;
  const { outputSchema: _unsaid, ...rest } = tool;
  return rest;
}

import type { OptionNames, ToolAnnotations } from "@mortise/protocol";
import { checkDefinition, MortiseError } from "@mortise/protocol";

const NAMES: OptionNames<ToolAnnotations> = {
  title: true,
  readOnlyHint: true,
  destructiveHint: true,
  idempotentHint: true,
  openWorldHint: true,
};

/**
 * Refuses hints that hosts would not understand, and so take for their defaults: a tool with
 * `readonlyHint` would count as one that writes.
 *
 * @throws MortiseError `INVALID_DEFINITION`.
 */
export function assertAnnotations(annotations: unknown, tool: string): void {
  if (annotations === undefined) return;
  const owner = `Tool ${tool} under annotations`;
  if (typeof annotations !== "object" || annotations === null || Array.isArray(annotations)) {
    throw invalid(`${owner} takes an object, such as { readOnlyHint: true }`);
  }
  checkDefinition(owner, annotations, NAMES);
  for (const name of Object.keys(NAMES)) {
    const value = (annotations as Readonly<Record<string, unknown>>)[name];
    const type = name === "title" ? "string" : "boolean";
    if (value === undefined || typeof value === type) continue;
    throw invalid(`${owner}: ${name} takes a ${type}, not ${JSON.stringify(value)}`);
  }
}

function invalid(message: string): MortiseError {
  return new MortiseError("INVALID_DEFINITION", message);
}

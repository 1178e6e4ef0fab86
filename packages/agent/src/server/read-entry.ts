import type { Resource, Tool } from "@mortise/protocol";
import { isRecord } from "../record.ts";
import type { LeftOutTool } from "./open-server.ts";

/** The entries of a server's list of tools that can be used, and those that cannot. */
export interface ReadTools {
  readonly tools: readonly Tool[];
  readonly leftOut: readonly LeftOutTool[];
}

/** Reads the entries of a list of tools; a broken entry costs that entry. */
export function readTools(server: string, entries: readonly unknown[]): ReadTools {
  const tools: Tool[] = [];
  const leftOut: LeftOutTool[] = [];
  for (const entry of entries) {
    const { name, _meta } = toRecord(entry);
    if (isForViewsAlone(_meta)) continue;
    if (typeof name === "string" && name !== "") tools.push(readTool(name, toRecord(entry)));
    else leftOut.push({ server, tool: String(name ?? ""), reason: "the server gives it no name" });
  }
  return { tools, leftOut };
}

/** A tool that only the views of its server may call (SEP-1865: `visibility` without `model`). */
function isForViewsAlone(meta: unknown): boolean {
  const { visibility } = toRecord(toRecord(meta)["ui"]);
  return Array.isArray(visibility) && !visibility.includes("model");
}

/** Reads the entries of a list of resources; those without a URI are left out. */
export function readResources(entries: readonly unknown[]): Resource[] {
  return entries.flatMap((entry): Resource[] => {
    const { uri, name, ...rest } = toRecord(entry);
    if (typeof uri !== "string") return [];
    const read = { ...texts(rest, ["title", "description", "mimeType"]), uri };
    return [{ ...read, name: typeof name === "string" ? name : uri }];
  });
}

// The input schema is judged when the provider is known.
function readTool(name: string, entry: Readonly<Record<string, unknown>>): Tool {
  const { annotations, inputSchema, outputSchema } = entry;
  return {
    ...texts(entry, ["title", "description"]),
    name,
    inputSchema: inputSchema as Tool["inputSchema"],
    annotations: readAnnotations(annotations),
    ...(isRecord(outputSchema) && { outputSchema }),
  };
}

function readAnnotations(annotations: unknown): NonNullable<Tool["annotations"]> {
  const { readOnlyHint, destructiveHint, idempotentHint, openWorldHint, ...rest } =
    toRecord(annotations);
  const hints = { readOnlyHint, destructiveHint, idempotentHint, openWorldHint };
  const given = Object.entries(hints).filter(([, hint]) => typeof hint === "boolean");
  return { ...texts(rest, ["title"]), ...Object.fromEntries(given) };
}

function texts<Key extends string>(
  entry: Readonly<Record<string, unknown>>,
  keys: readonly Key[],
): Partial<Record<Key, string>> {
  const given = keys.filter((key) => typeof entry[key] === "string");
  return Object.fromEntries(given.map((key) => [key, entry[key]])) as Partial<Record<Key, string>>;
}

function toRecord(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}

import type { Failure, Listed } from "../../contract/index.ts";
import { isExactNumber, isTooDeep } from "../../contract/index.ts";

type ListName = "tools" | "resources" | "templates" | "prompts";
type Kind = "string" | "object" | "array" | "required string" | "required object";

/** The members that readers of a list rely on (2026-07-28, schema: Tool, Resource, ResourceTemplate, Prompt). */
const MEMBERS: Readonly<Record<ListName, Readonly<Record<string, Kind>>>> = {
  tools: {
    name: "required string",
    title: "string",
    description: "string",
    inputSchema: "required object",
    outputSchema: "object",
    annotations: "object",
    icons: "array",
    _meta: "object",
  },
  resources: {
    uri: "required string",
    name: "string",
    title: "string",
    description: "string",
    mimeType: "string",
    annotations: "object",
    icons: "array",
    _meta: "object",
  },
  templates: {
    uriTemplate: "required string",
    name: "string",
    title: "string",
    description: "string",
    mimeType: "string",
    annotations: "object",
    icons: "array",
    _meta: "object",
  },
  prompts: {
    name: "required string",
    title: "string",
    description: "string",
    arguments: "array",
    icons: "array",
    _meta: "object",
  },
};

/** The entries that a failure names one by one. */
const NAMED = 5;

/**
 * Sets the entries aside that are no tools, resources, templates or prompts, with a failure that names them; the
 * others stay exactly as they are on the wire.
 */
export function checkEntries(
  list: ListName,
  items: readonly unknown[],
  step: string,
): Listed<never> {
  const members = Object.entries(MEMBERS[list]) as [string, Kind][];
  const faults: string[] = [];
  const kept = items.filter((item, at) => {
    const fault = findFault(item, members);
    if (fault !== undefined) faults.push(`entry ${at + 1} ${fault}`);
    return fault === undefined;
  }) as never[];
  if (faults.length === 0) return { items: kept };
  const rest = faults.length - NAMED;
  const named = faults.slice(0, NAMED).join("; ");
  const failure: Failure = {
    code: "MALFORMED_ENTRIES",
    step,
    cause: `${faults.length} of ${items.length} entries cannot be shown: ${named}${rest > 0 ? `; and ${rest} more` : ""}`,
    fix: "correct them in the server, since clients may refuse the whole list; the wire log has them as sent",
  };
  return { items: kept, failure };
}

function findFault(item: unknown, members: readonly [string, Kind][]): string | undefined {
  if (typeOf(item) !== "object") return "is no object";
  const entry = item as Readonly<Record<string, unknown>>;
  for (const [name, kind] of members) {
    const value = entry[name];
    const wanted = kind.replace("required ", "");
    if (value === undefined && wanted === kind) continue;
    if (value === undefined) return `has no ${name}`;
    if (typeOf(value) !== wanted) return `has ${name} that is no ${wanted}`;
  }
  const holed = ["arguments", "icons"].find(
    (name) => members.some(([known]) => known === name) && hasOthers(entry[name]),
  );
  if (holed !== undefined) return `has ${holed} that are no objects`;
  return isTooDeep(item) ? "is nested too deep" : undefined;
}

function hasOthers(list: unknown): boolean {
  return Array.isArray(list) && list.some((each) => typeOf(each) !== "object");
}

function typeOf(value: unknown): string {
  if (value === null) return "null";
  if (isExactNumber(value)) return "number";
  return Array.isArray(value) ? "array" : typeof value;
}

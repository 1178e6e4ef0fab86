import type { LanguageModelTool } from "../../language-model/prompt.ts";
import { rawWords, stem, subjectWords, words } from "../language/tokenize.ts";
import { READ_VERBS, STOP_WORDS, VERBS, WRITE_VERBS } from "../language/vocabulary.ts";

/** A parameter's JSON Schema, as far as the planner reads it. */
export interface ParameterSchema {
  type?: string | string[];
  description?: string;
  pattern?: string;
  format?: string;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  examples?: unknown[];
}

/** What the planner knows of a tool. */
export interface ToolProfile {
  name: string;
  description: string;
  parameters: Record<string, ParameterSchema>;
  required: string[];
  /** The property names in the output schema; empty when there is none. */
  outputKeys: Set<string>;
  /** True unless the tool is known to only read. */
  writes: boolean;
  terms: Map<string, number>;
  nouns: Set<string>;
  length: number;
}

/** What the agent tells the planner about a tool, under `providerOptions.offline`. */
export interface OfflineToolHints {
  title?: string;
  readOnlyHint?: boolean;
  outputSchema?: unknown;
}

/** Reads a tool definition into a profile that can be ranked and bound. */
export function createToolProfile(tool: LanguageModelTool): ToolProfile {
  const schema = tool.inputSchema as {
    properties?: Record<string, ParameterSchema | boolean>;
    required?: string[];
  };
  const hints: OfflineToolHints = (tool.providerOptions?.["offline"] as OfflineToolHints) ?? {};
  const parameters: Record<string, ParameterSchema> = {};
  for (const [key, value] of Object.entries(schema.properties ?? {})) {
    parameters[key] = typeof value === "object" && value !== null ? value : {};
  }
  const terms = weighTerms(tool, hints, parameters);
  const nameWords = words(tool.name);
  return {
    name: tool.name,
    description: tool.description ?? "",
    parameters,
    required: (schema.required ?? []).filter((key) => key in parameters),
    outputKeys: new Set(propertyNames(hints.outputSchema)),
    writes: isWriter(nameWords, hints.readOnlyHint),
    terms,
    nouns: readNouns(tool.name),
    length: [...terms.values()].reduce((sum, weight) => sum + weight, 0),
  };
}

/** Gives the stems of what a tool is about: its name without the verb. */
export function readNouns(name: string): Set<string> {
  const written = rawWords(name);
  const stems = written.map(stem);
  // Only the first verb is one: in `list_ticket_comments` the comments are a noun, in `issue_refund` the issue is none.
  const first = written.length > 1 && WRITE_VERBS.has(written[0] ?? "");
  const verb = first ? 0 : stems.findIndex((word) => VERBS.has(word) || READ_VERBS.has(word));
  return new Set(stems.filter((word, index) => index !== verb && !STOP_WORDS.has(word)));
}

function weighTerms(
  tool: LanguageModelTool,
  hints: OfflineToolHints,
  parameters: Record<string, ParameterSchema>,
): Map<string, number> {
  const terms = new Map<string, number>();
  const add = (text: string, weight: number): void => {
    for (const word of subjectWords(text)) terms.set(word, (terms.get(word) ?? 0) + weight);
  };
  const [first = "", ...rest] = (tool.description ?? "").split(/(?<=[.!?])\s+/);
  add(tool.name, 3);
  add(hints.title ?? "", 2);
  add(first, 1.5);
  add(rest.join(" ").slice(0, 600), 0.4);
  for (const [key, parameter] of Object.entries(parameters)) {
    add(key, 0.8);
    add(parameter.description ?? "", 0.25);
    if (parameter.enum) add(parameter.enum.join(" "), 0.4);
  }
  return terms;
}

// An allow-list: a deny-list of write verbs lets `fork_repository` through.
function isWriter(nameWords: string[], readOnlyHint: boolean | undefined): boolean {
  if (readOnlyHint !== undefined) return !readOnlyHint;
  const reads = nameWords.some((word) => READ_VERBS.has(word));
  const verb = nameWords.find((word) => VERBS.has(word));
  return !reads || (verb !== undefined && WRITE_VERBS.has(verb) && !READ_VERBS.has(verb));
}

function propertyNames(schema: unknown, depth = 0): string[] {
  if (depth > 4 || typeof schema !== "object" || schema === null) return [];
  const { properties, items } = schema as { properties?: object; items?: unknown };
  return [
    ...Object.entries(properties ?? {}).flatMap(([key, value]) => [
      key,
      ...propertyNames(value, depth + 1),
    ]),
    ...propertyNames(items, depth + 1),
  ];
}

/** Lists the JSON types a parameter accepts; `string` when it does not say. */
export function parameterTypes(parameter: ParameterSchema): string[] {
  return Array.isArray(parameter.type) ? parameter.type : [parameter.type ?? "string"];
}

/** Says whether a parameter takes a number. */
export function isNumeric(parameter: ParameterSchema): boolean {
  return parameterTypes(parameter).some((type) => type === "number" || type === "integer");
}

/** Says whether a parameter's name speaks of an identifier. */
export function isIdentifier(key: string): boolean {
  const snake = key.replace(/([a-z])([A-Z])/g, "$1_$2");
  return /^(id|uuid|number|ref)$|_(id|key|number|ref|uuid|num|no)$/i.test(snake);
}

/** Says whether a parameter points at something that another tool can name: an id, a channel, a user. */
export function isReference(key: string, tool: ToolProfile): boolean {
  return (
    parameterTypes(tool.parameters[key] ?? {}).includes("string") &&
    (isIdentifier(key) || /channel|user|account|project|repo|email|address/i.test(key))
  );
}

/** Says whether a tool's result may name what a parameter needs; a tool that does not say what it returns may. */
export function mayYield({ outputKeys, nouns }: ToolProfile, key: string): boolean {
  if (outputKeys.size === 0 || outputKeys.has(key)) return true;
  const telling = words(key).filter((word) => word !== "id");
  if (!isIdentifier(key)) {
    return [...outputKeys].some((output) => words(output).some((word) => telling.includes(word)));
  }
  const bare = ["id", "key", "number", "ref", "uuid"].some((name) => outputKeys.has(name));
  return bare && telling.some((word) => nouns.has(word));
}

import type { LanguageModelTool } from "../../language-model/prompt.ts";
import { rawWords, stem, subjectWords, words } from "../language/tokenize.ts";
import { READ_VERBS, STOP_WORDS, VERBS, WRITE_VERBS } from "../language/vocabulary.ts";

/** A parameter's JSON Schema, as far as the planner reads it. */
export interface ParameterSchema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly pattern?: string;
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
}

/** A tool, as the planner sees it. */
export interface ToolProfile {
  readonly name: string;
  readonly description: string;
  readonly parameters: Readonly<Record<string, ParameterSchema>>;
  /** The names of the parameters that must have a value. */
  readonly required: readonly string[];
  /** The property names in the output schema; empty when there is none. */
  readonly outputKeys: ReadonlySet<string>;
  /** The values that enums of the output schema name, such as the states of an order. */
  readonly outputOptions: readonly string[];
  /** Whether the tool may change something: true unless it is known to only read. */
  readonly writes: boolean;
  /** The weight of each stem in the tool's name, description and parameters. */
  readonly terms: ReadonlyMap<string, number>;
  /** The stems in the tool's name without its verb. */
  readonly nouns: ReadonlySet<string>;
  /** The sum of the weights. */
  readonly length: number;
}

/** The agent's note on a tool for the planner, under `providerOptions.offline`. */
export interface OfflineToolHints {
  /** The tool's name for people. */
  readonly title?: string;
  /** Whether the server marks the tool as one that only reads. */
  readonly readOnlyHint?: boolean;
  /** The JSON Schema of the result. */
  readonly outputSchema?: unknown;
}

/** Reads a tool definition into a profile that can be ranked and bound. */
export function createToolProfile(tool: LanguageModelTool): ToolProfile {
  const { properties = {}, required = [] } = tool.inputSchema as {
    properties?: Readonly<Record<string, ParameterSchema | boolean>>;
    required?: readonly string[];
  };
  const hints: OfflineToolHints = tool.providerOptions?.["offline"] ?? {};
  const parameters = Object.fromEntries(
    Object.entries(properties).map(([key, value]): [string, ParameterSchema] => [
      key,
      typeof value === "object" && value !== null ? value : {},
    ]),
  );
  const terms = weighTerms(tool, hints, parameters);
  return {
    name: tool.name,
    description: tool.description ?? "",
    parameters,
    required: required.filter((key) => key in parameters),
    outputKeys: new Set(propertyNames(hints.outputSchema)),
    outputOptions: enumValues(hints.outputSchema),
    writes: isWriter(words(tool.name), hints.readOnlyHint),
    terms,
    nouns: readNouns(tool.name),
    length: [...terms.values()].reduce((sum, weight) => sum + weight, 0),
  };
}

/** Gives the stems of a tool's subject: its name without the verb. */
export function readNouns(name: string): Set<string> {
  const written = rawWords(name);
  const stems = written.map(stem);
  // Only the first verb is one: in `list_ticket_comments` the comments are a noun, in
  // `issue_refund` the issue is none.
  const opensWithWrite = written.length > 1 && WRITE_VERBS.has(written[0] ?? "");
  const verb = opensWithWrite
    ? 0
    : stems.findIndex((word) => VERBS.has(word) || READ_VERBS.has(word));
  return new Set(stems.filter((word, index) => index !== verb && !STOP_WORDS.has(word)));
}

function weighTerms(
  { name, description = "" }: LanguageModelTool,
  { title = "" }: OfflineToolHints,
  parameters: ToolProfile["parameters"],
): Map<string, number> {
  const terms = new Map<string, number>();
  const add = (text: string, weight: number): void => {
    for (const word of subjectWords(text)) terms.set(word, (terms.get(word) ?? 0) + weight);
  };
  const [first = "", ...rest] = description.split(/(?<=[.!?])\s+/);
  add(name, 3);
  add(title, 2);
  add(first, 1.5);
  add(rest.join(" ").slice(0, 600), 0.4);
  for (const [key, parameter] of Object.entries(parameters)) {
    add(key, 0.8);
    add(parameter.description ?? "", 0.25);
    if (parameter.enum) add(parameter.enum.join(" "), 0.4);
  }
  return terms;
}

/**
 * Says whether a tool may write; an allow-list, because a deny-list lets `fork_repository` through.
 */
function isWriter(nameWords: readonly string[], readOnlyHint: boolean | undefined): boolean {
  if (readOnlyHint !== undefined) return !readOnlyHint;
  const reads = nameWords.some((word) => READ_VERBS.has(word));
  const verb = nameWords.find((word) => VERBS.has(word));
  return !reads || (verb !== undefined && WRITE_VERBS.has(verb) && !READ_VERBS.has(verb));
}

/** How deep an output schema is read. */
const DEPTH_LIMIT = 4;

function propertyNames(schema: unknown, depth = 0): string[] {
  if (depth > DEPTH_LIMIT || typeof schema !== "object" || schema === null) return [];
  const { properties, items } = schema as { properties?: object; items?: unknown };
  return [
    ...Object.entries(properties ?? {}).flatMap(([key, value]) => [
      key,
      ...propertyNames(value, depth + 1),
    ]),
    ...propertyNames(items, depth + 1),
  ];
}

function enumValues(schema: unknown, depth = 0): string[] {
  if (depth > DEPTH_LIMIT || typeof schema !== "object" || schema === null) return [];
  const {
    properties,
    items,
    enum: options,
  } = schema as {
    properties?: object;
    items?: unknown;
    enum?: unknown;
  };
  const own = Array.isArray(options) ? options.filter((each) => typeof each === "string") : [];
  const inner = [...Object.values(properties ?? {}), items];
  return [...own, ...inner.flatMap((each) => enumValues(each, depth + 1))];
}

/** Lists the JSON types that a parameter accepts; `string` when it does not say. */
export function parameterTypes({ type = "string" }: ParameterSchema): readonly string[] {
  return typeof type === "string" ? [type] : type;
}

/** Says whether a parameter takes a number. */
export function isNumeric(parameter: ParameterSchema): boolean {
  return parameterTypes(parameter).some((type) => type === "number" || type === "integer");
}

/** Says whether a parameter's name is that of an identifier. */
export function isIdentifier(key: string): boolean {
  const snake = key.replace(/([a-z])([A-Z])/g, "$1_$2");
  return /^(id|uuid|number|ref)$|_(id|key|number|ref|uuid|num|no)$/i.test(snake);
}

/**
 * Says whether a parameter points at something that another tool can name: an id, a channel, a
 * user.
 */
export function isReference(key: string, tool: ToolProfile): boolean {
  return (
    parameterTypes(tool.parameters[key] ?? {}).includes("string") &&
    (isIdentifier(key) || /channel|user|account|project|repo|email|address/i.test(key))
  );
}

/**
 * Says whether a tool's result may contain a value for a parameter; a tool without an output schema
 * may.
 */
export function mayYield({ outputKeys, nouns }: ToolProfile, key: string): boolean {
  if (outputKeys.size === 0 || outputKeys.has(key)) return true;
  const telling = words(key).filter((word) => word !== "id");
  if (!isIdentifier(key)) {
    return [...outputKeys].some((output) => words(output).some((word) => telling.includes(word)));
  }
  const hasBareId = ["id", "key", "number", "ref", "uuid"].some((name) => outputKeys.has(name));
  return hasBareId && telling.some((word) => nouns.has(word));
}

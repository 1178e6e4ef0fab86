import type { FoundValue } from "../language/extract-values.ts";
import { extractValues } from "../language/extract-values.ts";
import { stem, words } from "../language/tokenize.ts";
import { FREE_TEXT_PARAMETER, STOP_WORDS, VERBS } from "../language/vocabulary.ts";
import type { ParameterSchema, ToolProfile } from "../tool/tool-profile.ts";
import { isNumeric, parameterTypes } from "../tool/tool-profile.ts";
import { matchParameter } from "./match-parameter.ts";
import { mayBind } from "./may-bind.ts";

/** A tool's arguments as far as they could be found. */
export interface Binding {
  args: Record<string, unknown>;
  /** Required parameters for which nothing was found. */
  missing: string[];
  /** Sum of the evidence; 4 and more means that a value was clearly meant. */
  strength: number;
  /** The part of it that comes from the request itself. */
  said: number;
}

/** Weight of a value by where it was found: the request itself speaks loudest. */
const SOURCE_WEIGHT = { request: 1, history: 0.9, result: 0.8, earlier: 0.7 } as const;

/** What each turn takes from the weight of what was said before it. */
const OLDER = 0.8;

/** Finds a value for every parameter of a tool among those known. */
export function bindArguments(
  tool: ToolProfile,
  clause: string,
  values: readonly FoundValue[],
  tools: readonly ToolProfile[],
): Binding {
  const binding: Binding = { args: {}, missing: [], strength: 0, said: 0 };
  const used = new Set<FoundValue>();
  const required = new Set(tool.required);
  const optional = Object.keys(tool.parameters).filter((key) => !required.has(key));
  for (const key of [...tool.required, ...optional]) {
    const parameter = tool.parameters[key] ?? {};
    const isRequired = required.has(key);
    if (bindFixed(key, parameter, clause, isRequired, binding)) continue;
    const sole = isRequired && isSole(tool, key, values);
    const found = values
      .filter((value) => !used.has(value) && mayBind(value, { tool, key, clause }))
      .map((value) => ({
        value,
        score:
          matchParameter(value, { key, parameter, sole, tools }) *
          SOURCE_WEIGHT[value.source] *
          OLDER ** (value.turns ?? 0),
      }))
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score);
    // What the request names is meant, however well something of before would fit.
    const best =
      found.find(
        ({ value, score }) => value.source === "request" && (value.kind === "id" || score >= 3),
      ) ?? found[0];
    if (best && (isRequired || best.score >= 3)) {
      binding.args[key] = isNumeric(parameter)
        ? inUnit(key, best.value, clause)
        : String(best.value.value);
      binding.strength += best.score;
      if (best.value.source === "request") binding.said += best.score;
      used.add(best.value);
      continue;
    }
    if (!isRequired) continue;
    const keywords = FREE_TEXT_PARAMETER.test(key) ? searchWords(tool, clause) : "";
    if (keywords && parameterTypes(parameter).includes("string")) {
      binding.args[key] = keywords;
      binding.strength += 0.3;
    } else useDefault(key, parameter, binding);
  }
  bindSearchWords(tool, clause, binding);
  return binding;
}

// A search whose filters are all optional still wants its words.
function bindSearchWords(tool: ToolProfile, clause: string, binding: Binding): void {
  if (!words(tool.name).includes("search")) return;
  const key = Object.keys(tool.parameters).find((name) => FREE_TEXT_PARAMETER.test(name));
  if (key === undefined || key in binding.args) return;
  const isBare = Object.keys(binding.args).length === 0 && words(clause).includes("search");
  const [, topic = ""] =
    /\b(?:about|mentioning|containing|regarding)\s+([^\d]+?)[\s.?!]*$/i.exec(clause) ?? [];
  const keywords = isBare ? searchWords(tool, clause) : topic || nameIn(tool, clause, binding);
  if (keywords) binding.args[key] = keywords;
}

function nameIn(tool: ToolProfile, clause: string, { args }: Binding): string {
  if (Object.keys(args).length > 0) return "";
  const name = extractValues(clause, "request").find(
    ({ kind, value }) =>
      kind === "name" && !words(String(value)).every((word) => tool.nouns.has(word)),
  );
  return name === undefined ? "" : String(name.value);
}

// People say 249.00 where an interface counts cents.
function inUnit(key: string, { value, source }: FoundValue, clause: string): string | number {
  if (source !== "request" || typeof value !== "number" || !/cents?$/i.test(key)) return value;
  const saysCents = new RegExp(`\\b${value}\\s*(?:cents?|ct)\\b`, "i").test(clause);
  return saysCents ? value : Math.round(value * 100);
}

/** Binds constants, enumerations and booleans, which the words of the clause decide alone. */
function bindFixed(
  key: string,
  parameter: ParameterSchema,
  clause: string,
  isRequired: boolean,
  binding: Binding,
): boolean {
  if (parameter.const !== undefined) {
    binding.args[key] = parameter.const;
    return true;
  }
  if (parameter.enum) {
    const chosen = namedOption(parameter.enum, clause);
    if (!isRequired && isPredicate(chosen, clause)) return true;
    if (chosen !== undefined) {
      binding.args[key] = chosen;
      binding.strength += 1;
      binding.said += 1;
    } else if (isRequired) useDefault(key, parameter, binding);
    return true;
  }
  const level = LEVEL_PARAMETER.test(key) ? levelOf(key, clause) : undefined;
  if (level !== undefined) {
    binding.args[key] = level;
    binding.strength += 1;
    binding.said += 2;
    return true;
  }
  if (parameterTypes(parameter).includes("boolean")) {
    const named = words(key);
    const said = words(clause);
    if (named.length > 1 && named.every((word) => said.includes(word))) binding.args[key] = true;
    else if (isRequired) useDefault(key, parameter, binding);
    return true;
  }
  return false;
}

const LEVEL_PARAMETER = /^(priority|severity|level|category|size|colou?r|language|region)$/i;

// "High priority tickets", "priority: high".
function levelOf(key: string, clause: string): string | undefined {
  const pattern = new RegExp(`\\b([a-z]+)[- ]${key}\\b|\\b${key}(?: is|:| =)\\s+([a-z]+)`, "gi");
  return [...clause.matchAll(pattern)]
    .flatMap(([, before, after]) => [before, after])
    .find(
      (word) => word !== undefined && !STOP_WORDS.has(word.toLowerCase()) && !VERBS.has(stem(word)),
    );
}

function namedOption(options: readonly unknown[], clause: string): unknown {
  const text = ` ${clause.toLowerCase().replace(/[?.!,]/g, " ")} `;
  return options.find((option) =>
    text.includes(` ${String(option).toLowerCase().replace(/_/g, " ")} `),
  );
}

// "Has the order shipped?" asks for the status; it does not ask for the orders that have this status.
function isPredicate(option: unknown, clause: string): boolean {
  const bare = clause.toLowerCase().replace(/[?.!\s]+$/, "");
  return (
    option !== undefined &&
    /^(has|have|is|are|was|were|did|does|do)\b/.test(bare) &&
    bare.endsWith(` ${String(option).toLowerCase()}`)
  );
}

function useDefault(key: string, parameter: ParameterSchema, binding: Binding): void {
  if (parameter.default !== undefined) binding.args[key] = parameter.default;
  else binding.missing.push(key);
}

function isSole(tool: ToolProfile, key: string, values: readonly FoundValue[]): boolean {
  const numeric = isNumeric(tool.parameters[key] ?? {});
  const rivals = tool.required.filter(
    (other) => isNumeric(tool.parameters[other] ?? {}) === numeric,
  );
  if (!numeric) return rivals.length === 1;
  const numbers = values.filter(
    (value) => value.source === "request" && typeof value.value === "number",
  );
  return numbers.length === rivals.length;
}

function searchWords(tool: ToolProfile, clause: string): string {
  return clause
    .replace(/[?.!,;]+(?=\s|$)/g, "")
    .split(/\s+/)
    .filter(
      (word, index) =>
        !STOP_WORDS.has(word.toLowerCase()) &&
        !(index === 0 && VERBS.has(stem(word))) &&
        !tool.nouns.has(stem(word)),
    )
    .join(" ");
}

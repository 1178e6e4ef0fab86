import { holdsPhrase, meaningsOf, meantBy } from "../language/meaning.ts";
import { findNegation } from "../language/negation.ts";
import { stem, words } from "../language/tokenize.ts";
import { STOP_WORDS, VERBS } from "../language/vocabulary.ts";
import type { ParameterSchema } from "../tool/tool-profile.ts";
import { parameterTypes } from "../tool/tool-profile.ts";

/** How a parameter that takes one of a few values gets it. */
export interface FixedValue {
  /** The value; absent when the clause does not name one. */
  readonly value?: unknown;
  /** Whether the parameter stays without a value, also without its default. */
  readonly isLeftOut?: boolean;
  /** How strongly the clause names the value. */
  readonly strength?: number;
  /** The part of the strength that comes from the request. */
  readonly said?: number;
}

/** A parameter in the clause that asks for a call. */
export interface ClauseParameter {
  readonly key: string;
  readonly parameter: ParameterSchema;
  readonly clause: string;
  readonly isRequired: boolean;
  /** The description of the tool, which may name values. */
  readonly toolText?: string;
}

/**
 * Finds the value of a parameter that takes one of a few: a constant, an option, a level or a yes;
 * `undefined` for other parameters.
 */
export function findFixedValue(place: ClauseParameter): FixedValue | undefined {
  const { key, parameter, clause } = place;
  if (parameter.const !== undefined) return { value: parameter.const };
  if (parameter.enum) return findOption(parameter.enum, place);
  const level = LEVEL_PARAMETER.test(key) ? levelOf(place) : undefined;
  if (level !== undefined) return { value: level, strength: 1, said: 2 };
  const state = STATE_PARAMETER.test(key) ? stateOf(place) : undefined;
  if (state !== undefined) return { value: state, strength: 1, said: 2 };
  if (!parameterTypes(parameter).includes("boolean")) return undefined;
  const named = words(key);
  const said = words(clause);
  const isNamed = named.length > 1 && named.every((word) => said.includes(word));
  return isNamed ? { value: true } : {};
}

function findOption(
  options: readonly unknown[],
  { clause, isRequired }: ClauseParameter,
): FixedValue {
  const plain = (option: unknown): string => String(option).replace(/[_-]+/g, " ");
  const isMeant = (word: string | undefined): boolean =>
    word !== undefined && findNegation(clause, word) === undefined;
  const value =
    options.find((option) => holdsPhrase(clause, plain(option)) && isMeant(plain(option))) ??
    options.find((option) => isMeant(meantBy(String(option), clause)));
  if (value === undefined) return {};
  if (!isRequired && isPredicate(value, clause)) return { isLeftOut: true };
  return { value, strength: 1, said: 1 };
}

/**
 * Says whether a clause asks if an option is the case: "Has the order shipped?" asks for the status,
 * and not for the orders that have it.
 */
function isPredicate(option: unknown, clause: string): boolean {
  const bare = clause.toLowerCase().replace(/[?.!\s]+$/, "");
  return (
    /^(has|have|is|are|was|were|did|does|do)\b/.test(bare) &&
    bare.endsWith(` ${String(option).toLowerCase()}`)
  );
}

const LEVEL_PARAMETER = /^(priority|severity|level|category|size|colou?r|language|region)$/i;

/** Finds the level beside its name: "high priority tickets", "priority: high". */
function levelOf({ key, parameter, clause }: ClauseParameter): string | undefined {
  const patterns = [`\\b([a-z]+)[- ]${key}\\b`, `\\b${key}(?: is|:| =)\\s+([a-z]+)`];
  const said = patterns
    .flatMap((pattern) => [...clause.matchAll(new RegExp(pattern, "gi"))])
    .map(([, word]) => word)
    .find(
      (word) => word !== undefined && !STOP_WORDS.has(word.toLowerCase()) && !VERBS.has(stem(word)),
    );
  if (said !== undefined && findNegation(clause, said) !== undefined) return undefined;
  return said ?? LEVELS.find((level) => isMeant(level, key, parameter, clause));
}

/** The levels that people call by other words, such as an urgent ticket. */
const LEVELS = ["high", "low"];

function isMeant(level: string, key: string, parameter: ParameterSchema, clause: string): boolean {
  if (!/^(priority|severity)$/i.test(key)) return false;
  const example = new RegExp(`\\b${level}\\b`, "i").test(parameter.description ?? "");
  const word = meantBy(level, clause);
  return (
    example && word !== undefined && word !== level && findNegation(clause, word) === undefined
  );
}

const STATE_PARAMETER = /^(?:new_?|target_?|to_?)?(status|state)$/i;

/** Finds the state that something is to get: "mark it as done", "close it". */
function stateOf({
  clause,
  parameter,
  isRequired,
  toolText = "",
}: ClauseParameter): string | undefined {
  if (!isRequired) {
    return /\b(?:status|state)\s+(?:is\s+|of\s+)?["“]?([a-z][a-z ]+?)["”]?[\s.?!]*$|\bthat are ((?:waiting|blocked|on|in)\s[a-z ]+?)[\s.?!]*$/i
      .exec(clause)
      ?.slice(1)
      .find((each) => each !== undefined);
  }
  const [, written] =
    /\b(?:as|to|into|in)\s+["“']?([a-z][a-z ]{1,30}?)["”']?[\s.!]*$/i.exec(clause) ?? [];
  if (written !== undefined && !STOP_WORDS.has(written.toLowerCase())) return written;
  const known = `${parameter.description ?? ""} ${toolText}`;
  const meant = words(clause).slice(0, 3).flatMap(meaningsOf);
  const state = meant.find((each) => holdsPhrase(known, each) && !VERBS.has(each)) ?? meant[0];
  return state && capitalized(state);
}

function capitalized(text: string): string {
  return text.replace(/(?:^|\s)[a-z]/g, (letter) => letter.toUpperCase());
}

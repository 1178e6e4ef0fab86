import type { FoundValue } from "../language/extract-values.ts";
import { extractValues } from "../language/extract-values.ts";
import { humanize, stem, words } from "../language/tokenize.ts";
import { FREE_TEXT_PARAMETER, STOP_WORDS, VERBS } from "../language/vocabulary.ts";
import type { ToolProfile } from "../tool/tool-profile.ts";
import { isNumeric, isReference, parameterTypes } from "../tool/tool-profile.ts";
import type { ClauseParameter } from "./fixed-value.ts";
import { findFixedValue } from "./fixed-value.ts";
import { matchParameter } from "./match-parameter.ts";
import { mayBind } from "./may-bind.ts";

/** The sources of the arguments of a call. */
export interface BindingSources {
  /** The part of the request that asks for the call. */
  readonly clause: string;
  /** The values that are known. */
  readonly values: readonly FoundValue[];
  /** Every tool, whose parameters may lay claim to a value. */
  readonly tools: readonly ToolProfile[];
}

/** A tool's arguments as far as they could be found. */
export interface Binding {
  readonly args: Readonly<Record<string, unknown>>;
  /** Required parameters without a value. */
  readonly missing: readonly string[];
  /** Sum of the evidence; from 4 on a value was clearly meant. */
  readonly strength: number;
  /** The part of the strength that comes from the request itself. */
  readonly said: number;
}

/** Weight of a value by its source: the request itself counts most. */
const SOURCE_WEIGHT = { request: 1, history: 0.9, result: 0.8, earlier: 0.7 } as const;

/** The factor by which each turn reduces the weight of an older request. */
const OLDER = 0.8;

/**
 * The evidence that an optional parameter needs, and that a value of the request is preferred with.
 */
const CLEAR = 3;

/** Finds a value for every parameter of a tool. */
export function bindArguments(tool: ToolProfile, sources: BindingSources): Binding {
  return new Binder(tool, sources).bind();
}

interface ScoredValue {
  readonly value: FoundValue;
  readonly score: number;
}

class Binder {
  readonly #tool: ToolProfile;
  readonly #sources: BindingSources;
  readonly #used = new Set<FoundValue>();
  readonly #args: Record<string, unknown> = {};
  readonly #missing: string[] = [];
  #strength = 0;
  #said = 0;

  constructor(tool: ToolProfile, sources: BindingSources) {
    this.#tool = tool;
    this.#sources = sources;
  }

  bind(): Binding {
    const { required, parameters } = this.#tool;
    const { clause } = this.#sources;
    const optional = Object.keys(parameters).filter((key) => !required.includes(key));
    for (const key of [...required, ...optional]) {
      const parameter = parameters[key] ?? {};
      this.#bindParameter({
        key,
        parameter,
        clause,
        isRequired: required.includes(key),
        toolText: this.#tool.description,
      });
    }
    this.#bindSearchWords();
    return {
      args: this.#args,
      missing: this.#missing,
      strength: this.#strength,
      said: this.#said,
    };
  }

  #bindParameter(place: ClauseParameter): void {
    if (this.#bindFixed(place) || this.#bindSearched(place) || this.#bindFound(place)) return;
    if (this.#bindRest(place) || !place.isRequired) return;
    const { key, parameter } = place;
    const keywords = this.#mayGuess(key) ? this.#subject() : "";
    if (keywords && parameterTypes(parameter).includes("string")) {
      this.#args[key] = keywords;
      this.#strength += 0.3;
    } else this.#useDefault(place);
  }

  /**
   * Says whether the words of a clause may stand for a parameter: those of a search, and never what
   * is to be written.
   */
  #mayGuess(key: string): boolean {
    if (this.#tool.writes || !FREE_TEXT_PARAMETER.test(key)) return false;
    const { tools } = this.#sources;
    const isToolWord = (word: string): boolean => tools.some(({ nouns }) => nouns.has(word));
    return !words(this.#subject()).every(isToolWord);
  }

  /** Binds a parameter that takes one of a few values; `false` for other parameters. */
  #bindFixed(place: ClauseParameter): boolean {
    const fixed = findFixedValue(place);
    if (fixed === undefined) return false;
    const { value, isLeftOut = false, strength = 0, said = 0 } = fixed;
    if (value === undefined) {
      if (place.isRequired && !isLeftOut) this.#useDefault(place);
      return true;
    }
    this.#args[place.key] = value;
    this.#strength += strength;
    this.#said += said;
    return true;
  }

  /** Binds the words after "for" in the order of a search: "search repositories for mortise". */
  #bindSearched({ key, parameter, clause }: ClauseParameter): boolean {
    if (!FREE_TEXT_PARAMETER.test(key) || !parameterTypes(parameter).includes("string"))
      return false;
    const [, verb = "", topic = ""] =
      /^\s*(?:please\s+)?([a-z]+)\s[^"“]*?\bfor\s+([^\d"“”]+?)[\s.?!]*$/i.exec(clause) ?? [];
    if (stem(verb) !== "search" || topic === "") return false;
    const isOwn = (word: string): boolean => this.#tool.nouns.has(stem(word.toLowerCase()));
    const telling = topic.split(/\s+/).filter((word) => !isOwn(word));
    this.#args[key] = telling.length > 0 ? telling.join(" ") : topic;
    this.#strength += 2;
    this.#said += 2;
    return true;
  }

  /** Binds what stands behind a parameter's own name: "echo the message hello world". */
  #bindRest({ key, parameter, clause, isRequired }: ClauseParameter): boolean {
    if (
      !isRequired ||
      isReference(key, this.#tool) ||
      !parameterTypes(parameter).includes("string")
    ) {
      return false;
    }
    const name = humanize(key).replace(/[^\w ]/g, "");
    const [, rest = ""] =
      new RegExp(`\\b${name}\\s*(?::|=|is\\b)?\\s+["“]?([^"“”]+?)["”]?\\s*$`, "i").exec(clause) ??
      [];
    if (rest === "" || /^(?:of|for|to|from|in|on|at|by|with|that|which|about)\b/i.test(rest))
      return false;
    this.#args[key] = rest;
    this.#strength += 1;
    this.#said += 1;
    return true;
  }

  /** Binds the known value that fits best; `false` when none fits well enough. */
  #bindFound(place: ClauseParameter): boolean {
    const { key, parameter, clause, isRequired } = place;
    const best = this.#findBest(place);
    if (best === undefined || (!isRequired && best.score < CLEAR)) return false;
    const { value, score } = best;
    this.#args[key] = isNumeric(parameter) ? inUnit(key, value, clause) : String(value.value);
    this.#strength += score;
    if (value.source === "request") this.#said += score;
    this.#used.add(value);
    return true;
  }

  #findBest({ key, parameter, clause, isRequired }: ClauseParameter): ScoredValue | undefined {
    const { values, tools } = this.#sources;
    const tool = this.#tool;
    const isSole = isRequired && this.#isSole(key);
    const found = values
      .filter((value) => !this.#used.has(value) && mayBind(value, { tool, key, clause }))
      .map((value) => ({
        value,
        score: matchParameter(value, { key, parameter, isSole, tools }) * weightOf(value),
      }))
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score);
    // A value of the request is meant, however well an earlier one would fit, and before all one
    // of the clause itself.
    const said = found.filter(
      ({ value, score }) => value.source === "request" && (value.kind === "id" || score >= CLEAR),
    );
    return said.find(({ value }) => clause.includes(String(value.value))) ?? said[0] ?? found[0];
  }

  /**
   * Says whether a parameter is the only required one that the values of its type could go into.
   */
  #isSole(key: string): boolean {
    const { parameters, required } = this.#tool;
    const isNumber = isNumeric(parameters[key] ?? {});
    const rivals = required.filter((other) => isNumeric(parameters[other] ?? {}) === isNumber);
    if (!isNumber) return rivals.length === 1;
    const numbers = this.#sources.values.filter(
      (value) => value.source === "request" && typeof value.value === "number",
    );
    return numbers.length === rivals.length;
  }

  #useDefault({ key, parameter }: ClauseParameter): void {
    if (parameter.default !== undefined) this.#args[key] = parameter.default;
    else this.#missing.push(key);
  }

  /** Gives a search its words, which it wants also when all its filters are optional. */
  #bindSearchWords(): void {
    const { name, parameters } = this.#tool;
    const { clause } = this.#sources;
    if (!words(name).includes("search")) return;
    const key = Object.keys(parameters).find((each) => FREE_TEXT_PARAMETER.test(each));
    if (key === undefined || key in this.#args) return;
    const isBare = Object.keys(this.#args).length === 0 && words(clause).includes("search");
    const keywords = isBare ? this.#subject() : topicOf(clause) || this.#nameIn(clause);
    if (keywords) this.#args[key] = keywords;
  }

  /** Gives the name in a clause that has no other argument. */
  #nameIn(clause: string): string {
    if (Object.keys(this.#args).length > 0) return "";
    const name = extractValues(clause, "request").find(
      ({ kind, value }) =>
        kind === "name" && !words(String(value)).every((word) => this.#tool.nouns.has(word)),
    );
    return name === undefined ? "" : String(name.value);
  }

  /** Gives the words of the clause that carry its subject, without those of the tool's own. */
  #subject(): string {
    const isOwn = (word: string, index: number): boolean =>
      (index === 0 && VERBS.has(stem(word))) || this.#tool.nouns.has(stem(word));
    return this.#sources.clause
      .replace(/[?.!,;]+(?=\s|$)/g, "")
      .split(/\s+/)
      .filter((word, index) => !STOP_WORDS.has(word.toLowerCase()) && !isOwn(word, index))
      .join(" ");
  }
}

function weightOf({ source, turns = 0 }: FoundValue): number {
  return SOURCE_WEIGHT[source] * OLDER ** turns;
}

function topicOf(clause: string): string {
  const topic = /\b(?:about|mentioning|containing|regarding)\s+([^\d]+?)[\s.?!]*$/i.exec(clause);
  return topic?.[1] ?? "";
}

/**
 * Converts an amount to the parameter's unit: people say 249.00 where an interface counts cents.
 */
function inUnit(key: string, { value, source }: FoundValue, clause: string): string | number {
  if (source !== "request" || typeof value !== "number" || !/cents?$/i.test(key)) return value;
  const saysCents = new RegExp(`\\b${value}\\s*(?:cents?|ct)\\b`, "i").test(clause);
  return saysCents ? value : Math.round(value * 100);
}

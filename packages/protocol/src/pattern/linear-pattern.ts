import type { Assertion, PatternNode } from "./parse-pattern.ts";
import { parsePattern } from "./parse-pattern.ts";

/** A state of the automaton, and the states that follow it. */
type State =
  | { readonly matches: (character: string) => boolean; next: number }
  | { readonly assertion: Assertion; next: number }
  | { readonly choices: number[] };

/** States of one pattern; counted repetition multiplies them. */
const MAX_STATES = 1_000;

const MATCHED = -1;

/**
 * Makes a pattern that is matched in a time that grows with the length of the text times
 * {@link LinearPattern.states}, however the pattern is written; `undefined` for one that needs
 * backtracking or more than 1,000 states, and for a text that is no pattern.
 *
 * The engines of JavaScript take exponential time for `^(a+)+$`, which a schema of a stranger may hold.
 */
export function compileLinearPattern(source: string, flags: "" | "u"): LinearPattern | undefined {
  if (!isPattern(source, flags)) return undefined;
  const node = parsePattern(source, flags);
  if (node === undefined) return undefined;
  const states: State[] = [];
  const start = addNode(states, node, MATCHED);
  return start === undefined ? undefined : new LinearPattern(states, start, flags === "u");
}

function isPattern(source: string, flags: string): boolean {
  try {
    new RegExp(source, flags);
    return true;
  } catch {
    return false;
  }
}

/** An automaton that holds all its possible states at once (Thompson, 1968). */
export class LinearPattern {
  readonly #states: readonly State[];
  readonly #start: number;
  readonly #isUnicode: boolean;

  constructor(states: readonly State[], start: number, isUnicode: boolean) {
    this.#states = states;
    this.#start = start;
    this.#isUnicode = isUnicode;
  }

  /** How many states one character of a text may visit. */
  get states(): number {
    return this.#states.length + 1;
  }

  /** Whether the pattern matches anywhere in a text. */
  test(text: string): boolean {
    const characters = this.#isUnicode ? [...text] : text.split("");
    const seen = new Int32Array(this.#states.length).fill(-1);
    let entered: number[] = [];
    for (let at = 0; at <= characters.length; at += 1) {
      // A match may begin at any character.
      entered.push(this.#start);
      const reached = this.#reach(entered, { characters, at, seen });
      if (reached === undefined) return true;
      entered = [];
      const character = characters[at];
      if (character === undefined) return false;
      for (const state of reached) if (state.matches(character)) entered.push(state.next);
    }
    return false;
  }

  /** The states at one place that take a character; `undefined` where the pattern has matched. */
  #reach(
    entered: number[],
    { characters, at, seen }: Place & { readonly seen: Int32Array },
  ): readonly Extract<State, { matches: unknown }>[] | undefined {
    const reached: Extract<State, { matches: unknown }>[] = [];
    for (let index = entered.pop(); index !== undefined; index = entered.pop()) {
      if (index === MATCHED) return undefined;
      if (seen[index] === at) continue;
      seen[index] = at;
      const state = this.#states[index] as State;
      if ("matches" in state) reached.push(state);
      else if ("choices" in state) entered.push(...state.choices);
      else if (holds(state.assertion, { characters, at })) entered.push(state.next);
    }
    return reached;
  }
}

interface Place {
  readonly characters: readonly string[];
  readonly at: number;
}

function holds(assertion: Assertion, { characters, at }: Place): boolean {
  if (assertion === "start") return at === 0;
  if (assertion === "end") return at === characters.length;
  const isBoundary = isWord(characters[at - 1]) !== isWord(characters[at]);
  return isBoundary === (assertion === "boundary");
}

function isWord(character: string | undefined): boolean {
  return character !== undefined && /^\w$/.test(character);
}

/** Adds the states of a construct; returns the first of them, or `undefined` if there are too many. */
function addNode(states: State[], node: PatternNode, next: number): number | undefined {
  if (states.length >= MAX_STATES) return undefined;
  switch (node.type) {
    case "character":
      return states.push({ matches: node.matches, next }) - 1;
    case "assertion":
      return states.push({ assertion: node.kind, next }) - 1;
    case "sequence":
      return node.nodes.reduceRight<number | undefined>(
        (after, each) => (after === undefined ? undefined : addNode(states, each, after)),
        next,
      );
    case "choice": {
      const choices = node.nodes.map((each) => addNode(states, each, next));
      if (choices.includes(undefined)) return undefined;
      return states.push({ choices: choices as number[] }) - 1;
    }
    case "repetition":
      return addRepetition(states, node, next);
  }
}

function addRepetition(
  states: State[],
  { node, minimum, maximum }: Extract<PatternNode, { type: "repetition" }>,
  next: number,
): number | undefined {
  if (minimum > MAX_STATES || (maximum !== Infinity && maximum > MAX_STATES)) return undefined;
  let after: number | undefined = next;
  if (maximum === Infinity) {
    const loop = { choices: [next] };
    after = states.push(loop) - 1;
    const body = addNode(states, node, after);
    if (body === undefined) return undefined;
    loop.choices.push(body);
  }
  const optional = maximum === Infinity ? 0 : maximum - minimum;
  for (let count = 0; count < optional && after !== undefined; count += 1) {
    const body = addNode(states, node, after);
    after = body === undefined ? undefined : states.push({ choices: [body, next] }) - 1;
  }
  for (let count = 0; count < minimum && after !== undefined; count += 1) {
    after = addNode(states, node, after);
  }
  return after;
}

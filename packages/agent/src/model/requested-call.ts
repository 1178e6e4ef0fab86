import type { LanguageModelToolCall } from "../language-model/answer.ts";
import type { LanguageModelTool } from "../language-model/prompt.ts";
import { cutText } from "../text/cut-text.ts";

/** A tool call that the model asked for. */
export interface RequestedCall {
  /** Names the call; no other call of the conversation has it. */
  readonly id: string;
  /** The tool's name as the model wrote it. */
  readonly name: string;
  /** The arguments; empty when they could not be read. */
  readonly args: Readonly<Record<string, unknown>>;
  /** Why the call cannot be made, in words for the model; absent when it can. */
  readonly invalid?: string;
}

const DETAIL_LIMIT = 300;

/** Reads the tool calls of one answer. */
export class CallReader {
  readonly #tools: readonly LanguageModelTool[];
  readonly #ids: Set<string>;
  readonly #calls: RequestedCall[] = [];

  /** `ids` are those of the calls that the conversation already has. */
  constructor(tools: readonly LanguageModelTool[], ids: Iterable<string>) {
    this.#tools = tools;
    this.#ids = new Set(ids);
  }

  /** The calls so far. */
  get read(): readonly RequestedCall[] {
    return this.#calls;
  }

  /** Reads one more call. */
  add({ toolCallId, toolName: name, input }: LanguageModelToolCall): RequestedCall {
    const { args, problem } = readArguments(input);
    const invalid = this.#tools.some((tool) => tool.name === name)
      ? problem && describeProblem(name, problem)
      : this.#describeUnknown(name);
    const call = { id: this.#freshId(toolCallId), name, args, ...(invalid && { invalid }) };
    this.#calls.push(call);
    return call;
  }

  #describeUnknown(name: string): string {
    const known = this.#tools.map((tool) => tool.name).join(", ");
    return `There is no tool ${name}. The tools are: ${known}.`;
  }

  // Small servers count their calls from 0 in every answer, and not every provider takes every
  // character.
  #freshId(given: string): string {
    const clean = given.replace(/[^a-zA-Z0-9_-]/g, "_") || "call";
    let id = clean;
    for (let number = 2; this.#ids.has(id); number++) id = `${clean}_${number}`;
    this.#ids.add(id);
    return id;
  }
}

interface ReadArguments {
  readonly args: Readonly<Record<string, unknown>>;
  readonly problem?: string;
}

/** Reads arguments as models write them: nothing, an object, or an object as JSON in a string. */
function readArguments(input: string): ReadArguments {
  if (input.trim() === "") return { args: {} };
  try {
    const value: unknown = JSON.parse(input);
    const args: unknown = typeof value === "string" ? JSON.parse(value) : value;
    if (typeof args === "object" && args !== null && !Array.isArray(args)) {
      return { args: args as Record<string, unknown> };
    }
    return { args: {}, problem: `found ${describeKind(args)}` };
  } catch (error) {
    return { args: {}, problem: error instanceof Error ? error.message : String(error) };
  }
}

function describeKind(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "an array" : `a ${typeof value}`;
}

function describeProblem(name: string, problem: string): string {
  const detail = cutText(problem.replace(/\s+/g, " "), DETAIL_LIMIT);
  return `The arguments of ${name} could not be read (${detail}). Call it again with a valid JSON object.`;
}

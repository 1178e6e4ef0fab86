import type { OptionNames } from "@mortise/protocol";
import { checkFunctions, checkOptions, describeValue, MortiseError } from "@mortise/protocol";
import { checkModel } from "../model/check-model.ts";
import type { AgentOptions } from "./agent-options.ts";

const OPTIONS: OptionNames<AgentOptions<unknown>> = {
  model: true,
  servers: true,
  connect: true,
  instructions: true,
  approve: true,
  limits: true,
  conversation: true,
  sampling: true,
  maxParallel: true,
  taskWait: true,
  prefix: true,
  searchAbove: true,
  onEvent: true,
  environment: true,
  fetch: true,
  localModels: true,
  clock: true,
};

/**
 * Refuses options of an agent that are misspelt, or whose values it cannot use.
 *
 * `servers`, `limits` and `conversation` are checked by their readers.
 *
 * @throws MortiseError `INVALID_OPTION` with the name of the option and what was given.
 */
export function checkAgentOptions<T>(options: AgentOptions<T>): void {
  checkOptions("createAgent", options, OPTIONS);
  checkFunctions(options, ["connect", "onEvent", "fetch"]);
  const { model, approve = "writes", prefix, maxParallel, searchAbove } = options;
  if (model !== undefined) checkModel(model);
  if (typeof approve !== "function") checkWord("approve", approve, APPROVE, " or a function");
  checkWord("prefix", prefix, PREFIX);
  checkType("instructions", options.instructions, "string");
  checkType("sampling", options.sampling, "boolean");
  checkType("localModels", options.localModels, "boolean");
  if (maxParallel !== undefined && (!Number.isInteger(maxParallel) || maxParallel < 1)) {
    throw invalid("maxParallel", maxParallel, "a whole number of at least 1");
  }
  if (searchAbove !== undefined && !(typeof searchAbove === "number" && searchAbove >= 0)) {
    throw invalid("searchAbove", searchAbove, "a number of tools");
  }
}

const APPROVE = ["writes", "all", "never"];
const PREFIX = ["collision", "always"];

function checkWord(option: string, value: unknown, words: readonly string[], others = ""): void {
  if (value === undefined || words.includes(value as string)) return;
  const quoted = words.map((word) => JSON.stringify(word));
  const last = others ? "" : ` or ${quoted.pop()}`;
  throw invalid(option, value, `${quoted.join(", ")}${last}${others}`);
}

function checkType(option: string, value: unknown, type: "string" | "boolean"): void {
  if (value === undefined || typeof value === type) return;
  throw invalid(option, value, type === "string" ? "a text" : "true or false");
}

function invalid(option: string, value: unknown, needed: string): MortiseError {
  const found =
    Number.isFinite(value) || typeof value === "string" ? JSON.stringify(value) : undefined;
  return new MortiseError(
    "INVALID_OPTION",
    `${option} is ${found ?? describeValue(value)}; it must be ${needed}`,
    { data: { option } },
  );
}

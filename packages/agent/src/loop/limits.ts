import type { Duration } from "@mortise/protocol";
import { MortiseError, parseDuration } from "@mortise/protocol";

/** How much one run may use. */
export interface LimitOptions {
  /** Model calls. Default 20. */
  steps?: number;
  /** Tool calls. Default 40. */
  toolCalls?: number;
  /** Tokens in and out, over all steps. Default 200,000. */
  tokens?: number;
  /** Time from the start of the run. Default 5 minutes. */
  time?: Duration;
  /** How long the model may stay silent before a step is tried again. Default 60 seconds. */
  silence?: Duration;
  /** Characters of one tool result that the model is shown at once. Default 25,000. */
  resultSize?: number;
}

/** Limits with every default filled in; times in milliseconds. */
export interface Limits {
  steps: number;
  toolCalls: number;
  tokens: number;
  time: number;
  silence: number;
  resultSize: number;
}

/** The limits that end a run. */
export type LimitName = "steps" | "toolCalls" | "tokens" | "time";

/**
 * Fills in the defaults of limits.
 *
 * @throws MortiseError `INVALID_OPTION` when one is not positive.
 */
export function resolveLimits(options: LimitOptions = {}): Limits {
  const limits: Limits = {
    steps: options.steps ?? 20,
    toolCalls: options.toolCalls ?? 40,
    tokens: options.tokens ?? 200_000,
    time: parseDuration(options.time ?? "5m"),
    silence: parseDuration(options.silence ?? "60s"),
    resultSize: options.resultSize ?? 25_000,
  };
  for (const [name, value] of Object.entries(limits)) {
    if (value > 0) continue;
    throw new MortiseError(
      "INVALID_OPTION",
      `limits.${name} is ${value}; it must be greater than zero`,
    );
  }
  return limits;
}

/** Says in a sentence which limit ended a run and how to raise it. */
export function describeLimit(name: LimitName, limits: Limits): string {
  const amounts: Record<LimitName, string> = {
    steps: `${limits.steps} ${limits.steps === 1 ? "step" : "steps"}`,
    toolCalls: `${limits.toolCalls} tool ${limits.toolCalls === 1 ? "call" : "calls"}`,
    tokens: `${limits.tokens} tokens`,
    time: `${limits.time / 1000} seconds`,
  };
  return `I stopped at the limit of ${amounts[name]} for one request, so this may be incomplete; raise limits.${name} to let me go on.`;
}

import type { Duration, OptionNames } from "@mortise/protocol";
import { checkOptions, MortiseError, parseDuration } from "@mortise/protocol";
import type { LimitName } from "../event/agent-event.ts";

/** How much one run may use. */
export interface LimitOptions {
  /** Model calls. Default 20. */
  readonly steps?: number;
  /** Tool calls. Default 40. */
  readonly toolCalls?: number;
  /**
   * Tokens in and out, over all steps; the step that reaches the limit is the last. Default
   * 200,000.
   */
  readonly tokens?: number;
  /** Time from the start of the run. Default 5 minutes. */
  readonly time?: Duration;
  /** How long the model may stay silent before a step is tried again. Default 60 seconds. */
  readonly silence?: Duration;
  /** Characters of one tool result that the model is shown at once. Default 25,000. */
  readonly resultSize?: number;
}

const OPTIONS: OptionNames<LimitOptions> = {
  steps: true,
  toolCalls: true,
  tokens: true,
  time: true,
  silence: true,
  resultSize: true,
};

/** Limits with every default filled in. */
export interface Limits {
  readonly steps: number;
  readonly toolCalls: number;
  readonly tokens: number;
  readonly timeMs: number;
  readonly silenceMs: number;
  readonly resultSize: number;
}

/**
 * Fills in the defaults of limits.
 *
 * @throws MortiseError `INVALID_OPTION` when one is not greater than zero.
 */
export function resolveLimits(options: LimitOptions = {}): Limits {
  checkOptions("limits", options, OPTIONS);
  const { steps = 20, toolCalls = 40, tokens = 200_000, resultSize = 25_000 } = options;
  const timeMs = parseDuration(options.time ?? "5m", "limits.time");
  const silenceMs = parseDuration(options.silence ?? "60s", "limits.silence");
  const amounts = { steps, toolCalls, tokens, resultSize, time: timeMs, silence: silenceMs };
  for (const [name, amount] of Object.entries(amounts)) {
    if (amount > 0) continue;
    throw new MortiseError(
      "INVALID_OPTION",
      `limits.${name} is ${amount}; it must be greater than zero`,
      { data: { option: `limits.${name}` } },
    );
  }
  return { steps, toolCalls, tokens, timeMs, silenceMs, resultSize };
}

/** Says in a sentence which limit ended a run and how to raise it. */
export function describeLimit(name: LimitName, limits: Limits): string {
  const amounts: Readonly<Record<LimitName, string>> = {
    steps: count(limits.steps, "step"),
    toolCalls: count(limits.toolCalls, "tool call"),
    tokens: count(limits.tokens, "token"),
    time: `${limits.timeMs / 1000} seconds`,
  };
  return `I stopped at the limit of ${amounts[name]} for one request, so this may be incomplete; raise limits.${name} to let me go on.`;
}

function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? "" : "s"}`;
}

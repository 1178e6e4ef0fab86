import type { Duration, OptionNames, TaskPolicy } from "@mortise/protocol";
import { checkDefinition, MortiseError, parseDuration, TASKS_EXTENSION } from "@mortise/protocol";
import type { ToolExtension } from "./tool-extension.ts";

/** How the calls of a tool become tasks. */
export interface ToolTaskOptions {
  /** Refuses clients that do not know tasks, instead of letting them wait. Default `false`. */
  readonly required?: boolean;
  /**
   * When a call becomes a task: at once, or when the handler awaits `ctx.detach()`, such as after
   * questions that are asked while the client waits. Default `call`.
   */
  readonly start?: "call" | "detach";
  /**
   * The time from the call, or from `ctx.detach()`, before which the handler does not begin in the task. A client
   * that does not know tasks does not wait for it, so that work that must not begin sooner is `required`. Default 0.
   */
  readonly delay?: Duration;
  /** How often the handler may begin; unexpected errors and lost processes count. Default 3. */
  readonly attempts?: number;
  /** The pause before the second attempt; doubled for each further one. Default 1 s. */
  readonly backoff?: Duration;
  /** The longest pause between two attempts. Default 60 s. */
  readonly maxBackoff?: Duration;
  /** The time from the call for which the task is worked on and can be read, up to 366 days. Default 24 h. */
  readonly ttl?: Duration;
  /** The time limit of one attempt. Default: until `ttl` is over. */
  readonly timeout?: Duration;
  /**
   * Whether the handler begins again when its process is lost; `fail` for work that must not happen
   * twice and has no steps. Default `retry`.
   */
  readonly onCrash?: "retry" | "fail";
  /** How many tasks of the tool run at once for one caller. Default: no limit. */
  readonly perOwner?: number;
  /** The pause that clients should leave between two requests for the task. Default 1 s. */
  readonly poll?: Duration;
  /** The version of the handler; steps of another version are not replayed. Default `"1"`. */
  readonly revision?: string;
}

/** The option `task` of a tool in the form that the Tasks extension takes. */
export interface ToolTask {
  /** Clients that do not know tasks are refused. */
  readonly isRequired: boolean;
  /** When a call becomes a task: at once, or by `ctx.detach()`. */
  readonly start: "call" | "detach";
  /** Milliseconds before the handler begins. */
  readonly delayMs: number;
  /** The version of the handler. */
  readonly revision: string;
  /** How its tasks are retried, limited and kept. */
  readonly policy: TaskPolicy;
}

const OPTIONS: OptionNames<ToolTaskOptions> = {
  required: true,
  start: true,
  delay: true,
  attempts: true,
  backoff: true,
  maxBackoff: true,
  ttl: true,
  timeout: true,
  onCrash: true,
  perOwner: true,
  poll: true,
  revision: true,
};

/** The longest time to live, in milliseconds: 366 days. */
const MAX_TTL = 366 * 24 * 3_600_000;

/** Marks a handler whose tasks run once more when they are cancelled or expire: its work is elsewhere. */
export const ENDS_ELSEWHERE: unique symbol = Symbol.for("mortise.ends-elsewhere") as never;

/**
 * Works out the option `task` of a tool; `undefined` for a tool without it.
 *
 * @throws MortiseError `INVALID_DEFINITION` for an option that there is not, and for a wrong value.
 */
export function compileToolTask(
  task: true | "required" | ToolTaskOptions | undefined,
  name: string,
  handler?: unknown,
): ToolExtension | undefined {
  if (task === undefined) return undefined;
  const options = toToolTask(toOptions(task, name), name);
  const cleanup = typeof handler === "function" && ENDS_ELSEWHERE in handler;
  const value = { ...options, policy: { ...options.policy, ...(cleanup && { cleanup }) } };
  const execution = { taskSupport: value.isRequired ? "required" : "optional" };
  return {
    id: TASKS_EXTENSION,
    value,
    // 2025-11-25, Tasks, Tool-Level Negotiation.
    listed: (revision) => (revision === "2025-11-25" ? { execution } : undefined),
  };
}

function toOptions(task: true | "required" | ToolTaskOptions, name: string): ToolTaskOptions {
  if (task === true) return {};
  if (task === "required") return { required: true };
  const isOptions = typeof task === "object" && task !== null;
  if (!isOptions) refuse(name, "", task, 'true, "required", or an object with options');
  checkDefinition(`The task of tool ${name}`, task, OPTIONS);
  return task;
}

function toToolTask(options: ToolTaskOptions, name: string): ToolTask {
  const { required = false, start = "call", onCrash = "retry", revision = "1" } = options;
  const { attempts = 3, perOwner, timeout } = options;
  requireOneOf({ start }, ["call", "detach"], name);
  requireOneOf({ onCrash }, ["retry", "fail"], name);
  requireOneOf({ required }, [true, false], name);
  requireCount({ attempts }, name);
  if (perOwner !== undefined) requireCount({ perOwner }, name);
  if (typeof revision !== "string") refuse(name, "revision", revision, "a text");
  const read = (option: keyof ToolTaskOptions, value: Duration): number =>
    Math.ceil(parseDuration(value, `The task of tool ${name}, ${option}`));
  const ttlMs = read("ttl", options.ttl ?? "24h");
  if (ttlMs < 1 || ttlMs > MAX_TTL) refuse(name, "ttl", options.ttl, "1 ms to 366 days (8784h)");
  const delayMs = read("delay", options.delay ?? 0);
  if (delayMs >= ttlMs) refuse(name, "delay", options.delay, "shorter than ttl");
  if (timeout !== undefined && read("timeout", timeout) < 1) {
    refuse(name, "timeout", timeout, "a time that leaves the handler some");
  }
  return {
    isRequired: required,
    start,
    delayMs,
    revision,
    policy: {
      attempts,
      backoffMs: read("backoff", options.backoff ?? "1s"),
      maxBackoffMs: read("maxBackoff", options.maxBackoff ?? "60s"),
      ttlMs,
      onCrash,
      pollMs: read("poll", options.poll ?? "1s"),
      ...(timeout !== undefined && { timeoutMs: read("timeout", timeout) }),
      ...(perOwner !== undefined && { perOwner }),
    },
  };
}

function requireOneOf(
  option: Readonly<Record<string, unknown>>,
  values: readonly unknown[],
  name: string,
): void {
  for (const [key, value] of Object.entries(option)) {
    if (values.includes(value)) continue;
    refuse(name, key, value, values.map((each) => JSON.stringify(each)).join(" or "));
  }
}

function requireCount(option: Readonly<Record<string, unknown>>, name: string): void {
  for (const [key, value] of Object.entries(option)) {
    if (!Number.isSafeInteger(value) || Number(value) < 1) refuse(name, key, value, "1 or more");
  }
}

function refuse(name: string, option: string, found: unknown, wanted: string): never {
  const where = option === "" ? "" : `, ${option}`;
  throw new MortiseError(
    "INVALID_DEFINITION",
    `The task of tool ${name}${where}: ${JSON.stringify(found)} is not ${wanted}`,
  );
}

import type { Duration, OptionNames, TaskPolicy } from "@mortise/protocol";
import { checkOptions, MortiseError, parseDuration, TASKS_EXTENSION } from "@mortise/protocol";
import type { ToolExtension } from "@mortise/server";

/** How calls of a tool become tasks. */
export interface TaskSettings {
  /** Refuses clients that do not know tasks, instead of letting them wait. Default `false`. */
  readonly required?: boolean;
  /**
   * When a call becomes a task: at once, or when the handler awaits `detach(ctx)`, after questions that
   * are asked while the client waits. Default `call`.
   */
  readonly start?: "call" | "detach";
  /** How often the handler may begin; unexpected errors and lost processes count. Default 3. */
  readonly attempts?: number;
  /** The pause before the second attempt; doubled for each further one. Default 1 s. */
  readonly backoff?: Duration;
  /** The longest pause between two attempts. Default 60 s. */
  readonly maxBackoff?: Duration;
  /** The time from the call for which the task is worked on and can be read. Default 24 h. */
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

/** The settings of a tool in the form that the engine takes. */
export interface ToolTasks {
  readonly isRequired: boolean;
  readonly start: "call" | "detach";
  readonly revision: string;
  readonly policy: TaskPolicy;
}

const OPTIONS: OptionNames<TaskSettings> = {
  required: true,
  start: true,
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

/**
 * Lets the calls of a tool become tasks, for clients that know them (Tasks extension).
 *
 * @example
 * ```ts
 * server.tool("export", { description: "…", extensions: [task({ ttl: "1h" })] }, handler);
 * ```
 *
 * @throws MortiseError `INVALID_OPTION` for an option that there is not, and for a wrong value.
 */
export function task(settings: TaskSettings = {}): ToolExtension {
  checkOptions("task", settings, OPTIONS);
  const {
    required = false,
    start = "call",
    revision = "1",
    onCrash = "retry",
    attempts = 3,
    perOwner,
  } = settings;
  requireCount("attempts", attempts);
  if (perOwner !== undefined) requireCount("perOwner", perOwner);
  const value: ToolTasks = {
    isRequired: required,
    start,
    revision,
    policy: {
      attempts,
      backoffMs: parseDuration(settings.backoff ?? "1s", "backoff"),
      maxBackoffMs: parseDuration(settings.maxBackoff ?? "60s", "maxBackoff"),
      ttlMs: parseDuration(settings.ttl ?? "24h", "ttl"),
      onCrash,
      pollMs: parseDuration(settings.poll ?? "1s", "poll"),
      ...(settings.timeout !== undefined && {
        timeoutMs: parseDuration(settings.timeout, "timeout"),
      }),
      ...(perOwner !== undefined && { perOwner }),
    },
  };
  return { id: TASKS_EXTENSION, value };
}

function requireCount(option: string, value: number): void {
  if (Number.isInteger(value) && value > 0) return;
  throw new MortiseError("INVALID_OPTION", `${option}: ${value} is no count; write 1 or more`);
}

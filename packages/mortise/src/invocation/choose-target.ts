import type { CommandTarget } from "../target/command-target.ts";
import type { TargetSource } from "../target/take-target.ts";
import { takeTarget } from "../target/take-target.ts";
import type { CommandSession } from "./command-session.ts";
import type { ConnectionFlags } from "./connection-options.ts";
import { toConnectionOptions } from "./connection-options.ts";

/** Returns the target of a command, which it takes from `words` unless the options name it. */
export function chooseTarget(
  words: string[],
  flags: ConnectionFlags,
  session: CommandSession,
): CommandTarget {
  return takeTarget(words, toTargetSource(flags, session));
}

/** Gathers what the options and the words after `--` say of targets. */
export function toTargetSource(flags: ConnectionFlags, session: CommandSession): TargetSource {
  const { config, server } = flags;
  const { env, headers } = toConnectionOptions(flags);
  return {
    serverCommand: session.serverCommand,
    ...(config !== undefined && { config }),
    ...(server !== undefined && { servers: server }),
    ...(env !== undefined && { env }),
    ...(headers !== undefined && { headers }),
  };
}

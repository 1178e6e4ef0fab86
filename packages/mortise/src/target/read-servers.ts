import { MortiseError } from "@mortise/protocol";
import type { CommandTarget } from "./command-target.ts";
import { nameTarget, parseTarget, toProcessTarget } from "./parse-target.ts";
import type { TargetSource } from "./take-target.ts";
import { readConfiguredServers } from "./take-target.ts";

const NAMED = /^([A-Za-z][\w-]*)=(.+)$/;

/**
 * Reads several servers: those of a configuration, targets, each also as `name=target`, and a
 * command after `--`.
 *
 * @throws MortiseError `INVALID_OPTION` when there is none, or two have the same name.
 */
export function readServers(
  words: readonly string[],
  source: TargetSource,
): Record<string, CommandTarget> {
  const { serverCommand } = source;
  const servers: Record<string, CommandTarget> = {};
  for (const [name, read] of readConfiguredServers(source)) servers[name] = read();
  for (const word of words) {
    const [, name, written = word] = NAMED.exec(word) ?? [];
    const target = parseTarget(written);
    if (name !== undefined && name in servers) {
      throw new MortiseError(
        "INVALID_OPTION",
        `Two servers are named ${name}; name each differently`,
      );
    }
    servers[name ?? freeName(nameTarget(target), servers)] = target;
  }
  if (serverCommand !== undefined) {
    const target = toProcessTarget(serverCommand);
    servers[freeName(nameTarget(target), servers)] = target;
  }
  if (Object.keys(servers).length > 0) return servers;
  throw new MortiseError(
    "INVALID_OPTION",
    "Which servers? Give files or URLs, each also as name=target, --config, or a command after --",
  );
}

function freeName(wanted: string, taken: Record<string, unknown>): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? wanted : `${wanted}-${number}`;
    if (!(name in taken)) return name;
  }
}

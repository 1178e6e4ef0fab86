import { MortiseError } from "@mortise/protocol";
import type { CommandTarget } from "./command-target.ts";
import type { GivenSettings } from "./config-target.ts";
import { listEnabled, toConfigTarget } from "./config-target.ts";
import { parseTarget, TARGET_ADVICE, toProcessTarget } from "./parse-target.ts";
import { readConfig } from "./read-config.ts";

/** Where the target of a command can stand besides its words. */
export interface TargetSource extends GivenSettings {
  /** The words after `--`. */
  readonly serverCommand: readonly string[] | undefined;
  /** The configuration file of a host. */
  readonly config?: string;
  /** The names of servers in that file. */
  readonly servers?: readonly string[];
}

/**
 * Returns the target of a command: a server of the configuration, the words after `--`, otherwise the
 * first of `words`, which it removes.
 *
 * @throws MortiseError `INVALID_OPTION` when there is none, or more than one.
 */
export function takeTarget(words: string[], source: TargetSource): CommandTarget {
  const { serverCommand, config } = source;
  if (config !== undefined && serverCommand !== undefined) {
    throw invalid("Give the server as --config or as a command after --, not both");
  }
  const [configured, ...more] = readConfiguredServers(source);
  if (configured !== undefined) {
    if (more.length === 0) return configured[1]();
    const names = [configured, ...more].map(([name]) => name).join(", ");
    throw invalid(`Which server? Name one with --server; ${config} has: ${names}`);
  }
  if (serverCommand !== undefined) return toProcessTarget(serverCommand);
  const text = words.shift();
  if (text !== undefined) return parseTarget(text);
  throw invalid(`Which server? ${TARGET_ADVICE.charAt(0).toUpperCase()}${TARGET_ADVICE.slice(1)}`);
}

/**
 * Returns the servers that `--config` and `--server` choose, by name; each is read when it is asked
 * for. Without `--server` these are all that the file does not switch off.
 *
 * @throws MortiseError `INVALID_OPTION` when the file cannot be read or has no server of a name.
 */
export function readConfiguredServers({
  config: file,
  servers,
  ...given
}: TargetSource): [string, () => CommandTarget][] {
  if (file === undefined) {
    if (servers === undefined) return [];
    throw invalid("--server names a server of a configuration file; give the file as --config");
  }
  const config = readConfig(file);
  const names = servers ?? listEnabled(config);
  if (names.length === 0) throw invalid(`${file} has no servers, or none that is not disabled`);
  return names.map((name) => [name, () => toConfigTarget(config, name, given)]);
}

function invalid(message: string): MortiseError {
  return new MortiseError("INVALID_OPTION", message);
}

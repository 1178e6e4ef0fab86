import type { ProcessEntry } from "../entry.ts";

/**
 * Returns the entry by which a program of Windows starts a server in a distribution of WSL. `--exec` starts no
 * shell, whose banner would break the protocol; WSLENV hands the variables over.
 */
export function toWindowsEntry(entry: ProcessEntry, distribution: string): ProcessEntry {
  const { command, args, references, env } = entry;
  // The `PATH` of Windows is another one, and WSLENV would replace that of Linux by it.
  const { PATH: path, ...values } = env;
  const handed = [...Object.keys(values), ...references];
  const words = path === undefined ? [command] : ["/usr/bin/env", `PATH=${path}`, command];
  return {
    kind: "process",
    command: "wsl.exe",
    args: ["-d", distribution, "--exec", ...words, ...args],
    env:
      handed.length === 0 ? {} : { ...values, WSLENV: handed.map((name) => `${name}/u`).join(":") },
    references,
  };
}

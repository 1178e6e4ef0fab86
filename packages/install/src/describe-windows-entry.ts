import type { InstallClient } from "./client/install-client.ts";
import type { ProcessEntry } from "./entry.ts";
import { toWindowsEntry } from "./launch/windows-entry.ts";

/** A server for the file that a client of Windows reads. */
export interface WindowsServer {
  /** The client. */
  readonly client: InstallClient;
  /** The name of the server in the file. */
  readonly name: string;
  /** The way that Linux starts it. */
  readonly entry: ProcessEntry;
  /** The distribution of WSL that has the server. */
  readonly distribution: string;
}

/** Describes the entry for the file of Windows, in one line and without values of variables. */
export function describeWindowsEntry({ client, name, entry, distribution }: WindowsServer): string {
  const whole = toWindowsEntry(entry, distribution);
  const { WSLENV, ...env } = whole.env;
  const hidden = Object.fromEntries(Object.keys(env).map((each) => [each, "…"]));
  const shown = {
    ...whole,
    env: { ...hidden, ...(WSLENV !== undefined && { WSLENV }) },
  };
  const isReadInWsl = client.files.project !== undefined;
  const project = isReadInWsl ? "; or leave it to the file of the project, with --project" : "";
  const written = JSON.stringify({ [name]: client.write(name, shown, "user") });
  return `this is WSL: a ${client.label} of Windows reads its own file there, in which the server is ${written} in ${client.key.join(".")}${project}`;
}

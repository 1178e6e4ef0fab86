import type { InstallClient } from "@mortise/install";
import { CLIENTS, findClient, findRemoteClient } from "@mortise/install";
import { MortiseError } from "@mortise/protocol";
import type { ClientPlace } from "../../install/this-machine.ts";
import { locate } from "../../install/this-machine.ts";

/** The options of `mortise install`, as commander reads them. */
export interface InstallFlags {
  readonly to?: readonly string[];
  readonly name?: string;
  readonly project?: boolean;
  readonly env?: readonly string[];
  readonly header?: readonly string[];
  readonly replace?: boolean;
  readonly remove?: boolean;
  readonly list?: boolean;
  readonly doctor?: boolean;
  readonly link?: boolean;
  readonly dryRun?: boolean;
  readonly check: boolean;
  readonly timeout?: string;
  readonly json?: boolean;
  readonly verbose?: boolean;
}

/** Returns the files of the clients that the options name. */
export function locateAll(flags: InstallFlags): ClientPlace[] {
  return readClients(flags.to ?? []).map((client) => place(client, flags));
}

/** Returns the clients that are here, by their files or folders. */
export function locatePresent(flags: InstallFlags): ClientPlace[] {
  const scoped = CLIENTS.filter(({ files }) => !flags.project || files.project !== undefined);
  return scoped.map((client) => place(client, flags)).filter(({ isThere }) => isThere);
}

/** Throws MortiseError `INVALID_OPTION` with the clients that are here, when none is named. */
export function requireClients({ to = [] }: InstallFlags): void {
  if (to.length > 0) return;
  const here = locatePresent({ check: true }).map(({ client }) => client.id);
  const found = here.length > 0 ? here.join(", ") : "none that is known";
  throw new MortiseError(
    "INVALID_OPTION",
    `Which client? Name it with --to; on this machine: ${found}`,
  );
}

function readClients(names: readonly string[]): InstallClient[] {
  return [...new Set(names)]
    .filter((name) => findRemoteClient(name) === undefined)
    .map((name) => findClient(name));
}

function place(client: InstallClient, { project }: InstallFlags): ClientPlace {
  return locate(client, project ? "project" : "user", process.cwd());
}

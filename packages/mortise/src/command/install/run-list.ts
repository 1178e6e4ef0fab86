import { CLIENTS, REMOTE_CLIENTS, readServers } from "@mortise/install";
import { MortiseError } from "@mortise/protocol";
import { readConfigFile } from "../../install/config-file.ts";
import { InstallRecord } from "../../install/install-record.ts";
import { color } from "../../output/color.ts";
import { printJson } from "../../output/print-json.ts";
import { toLine, toName } from "../../output/printable.ts";
import type { InstallFlags } from "./install-flags.ts";
import { locateAll, locatePresent } from "./install-flags.ts";

/** A file of a client, with its servers. */
interface ListedFile {
  readonly client: string;
  readonly label: string;
  readonly file: string;
  readonly exists: boolean;
  readonly servers: readonly { readonly name: string; readonly isOurs: boolean }[];
  /** Why it cannot be read. */
  readonly message?: string;
}

/** Runs `mortise install --list`: the clients that are here, or that are named, and their servers. */
export function runList(flags: InstallFlags): void {
  const places = flags.to === undefined ? locatePresent(flags) : locateAll(flags);
  using record = new InstallRecord();
  const files = places.flatMap(({ client, files: paths }) =>
    paths.map((written): ListedFile => {
      const { id, label } = client;
      try {
        const { path: file, bytes } = readConfigFile(written);
        const names = [...readServers(bytes, client).keys()];
        const servers = names.map((name) => ({
          name,
          isOurs: record.find(file, name) !== undefined,
        }));
        return { client: id, label, file, exists: bytes !== undefined, servers };
      } catch (error) {
        if (!MortiseError.is(error)) throw error;
        return {
          client: id,
          label,
          file: written,
          exists: true,
          servers: [],
          message: error.message,
        };
      }
    }),
  );
  if (flags.json) {
    printJson({
      clients: files,
      known: CLIENTS.map(({ id }) => id),
      remote: REMOTE_CLIENTS.map(({ id }) => id),
    });
    return;
  }
  const others = CLIENTS.filter(({ id }) => !files.some(({ client }) => client === id));
  const lines = files.flatMap(describeFile);
  const rest = [...others, ...REMOTE_CLIENTS].map(({ id }) => id).join(", ");
  process.stdout.write(`${[...lines, color.dim(`Others that are known: ${rest}`)].join("\n")}\n`);
}

function describeFile({ client, label, file, exists, servers, message }: ListedFile): string[] {
  const head = `${color.bold(client)} ${color.dim(label)}`;
  const where = `  ${file}${exists ? "" : color.dim(" (not there yet)")}`;
  if (message !== undefined) return [head, where, `  ${color.red(toLine(message))}`];
  const names = servers.map(
    ({ name, isOurs }) => `  ${isOurs ? color.green("✓") : "-"} ${toName(name)}`,
  );
  return [head, where, ...names];
}

import type { InstallRequest, Plan, ServerEntry } from "@mortise/install";
import { planInstall, planRemoval } from "@mortise/install";
import { editConfigFile, planFor, readConfigFile } from "./config-file.ts";
import type { Installed, InstallRecord } from "./install-record.ts";
import { digestOf } from "./install-record.ts";
import type { ClientPlace } from "./this-machine.ts";

/** The outcome for a file. */
export interface Written {
  /** The path of the file, without links. */
  readonly file: string;
  readonly plan: Plan;
  readonly backup?: string;
}

/** A server for a place of a client. */
export interface WriteRequest extends Pick<InstallRequest, "name" | "entry"> {
  readonly place: ClientPlace;
  /** Whether an entry of this name that was not installed by us is written anew. */
  readonly replaces: boolean;
}

/** Returns the differences that {@link writeServer} would make in a file, and changes nothing. */
export function previewServer(record: InstallRecord, file: string, request: WriteRequest): Written {
  const { path, bytes } = readConfigFile(file);
  const known = record.find(path, request.name);
  return {
    file: path,
    plan: planFor(path, bytes, (now) => planInstall(now, toRequest(request, known))),
  };
}

/** Writes a server into a file, with a backup, and records what a removal needs. */
export function writeServer(record: InstallRecord, file: string, request: WriteRequest): Written {
  const { place, name } = request;
  return record.locked(() => {
    let backup: string | undefined;
    const known = record.find(readConfigFile(file).path, name);
    const { path, plan } = editConfigFile(
      file,
      (bytes) => planInstall(bytes, toRequest(request, known)),
      {
        isShared: place.scope === "project",
        onBackup: (changed, bytes) => {
          backup = record.backUp(changed, bytes);
        },
      },
    );
    if (plan.after === undefined || plan.after === plan.before) return { file: path, plan };
    record.put(toInstalled(request, { file: path, plan, ...(backup && { backup }) }, known));
    return { file: path, plan, ...(backup !== undefined && { backup }) };
  });
}

/** Returns the differences that {@link removeServer} would make in a file, and changes nothing. */
export function previewRemoval(record: InstallRecord, file: string, removal: Removal): Written {
  const { path, bytes } = readConfigFile(file);
  const known = record.find(path, removal.name);
  return {
    file: path,
    plan: planFor(path, bytes, (now) => planBack(record, now, { ...removal, known })),
  };
}

/** A server that is to be taken out of a client's file. */
export interface Removal {
  readonly place: Pick<ClientPlace, "client" | "scope">;
  readonly name: string;
}

/** Takes a server out of a file, which gets its old bytes back where nothing else has changed in it. */
export function removeServer(record: InstallRecord, file: string, removal: Removal): Written {
  return record.locked(() => {
    let backup: string | undefined;
    const known = record.find(readConfigFile(file).path, removal.name);
    const { path, plan } = editConfigFile(
      file,
      (bytes) => planBack(record, bytes, { ...removal, known }),
      {
        isShared: removal.place.scope === "project",
        onBackup: (changed, bytes) => {
          backup = record.backUp(changed, bytes);
        },
      },
    );
    if (known !== undefined) forget(record, known);
    return { file: path, plan, ...(backup !== undefined && { backup }) };
  });
}

function toRequest(
  { place: { client, scope }, name, entry, replaces }: WriteRequest,
  known: Installed | undefined,
): InstallRequest {
  // The same server may be written anew, with other variables or by a newer Node.
  const isSame = known?.target === targetOf(entry);
  return { client, scope, name, entry, replaces: replaces || isSame };
}

/**
 * Returns the name under which a file is installed at one of the places; `undefined` if it is not, or has
 * several names there.
 */
export function findInstalledName(
  record: InstallRecord,
  places: readonly ClientPlace[],
  entry: ServerEntry,
): string | undefined {
  const program = programOf(targetOf(entry));
  const found = record
    .list()
    .filter(
      ({ client, scope, folder, target }) =>
        programOf(target) === program &&
        places.some(
          (place) => place.client.id === client && place.scope === scope && place.folder === folder,
        ),
    );
  const [name, other] = new Set(found.map(({ server }) => server));
  return other === undefined ? name : undefined;
}

/** The last word: `mortise run` may stand before a file. */
function programOf(target: string): unknown {
  const words: unknown = target.startsWith("[") ? JSON.parse(target) : target;
  return Array.isArray(words) ? words.at(-1) : words;
}

function targetOf(entry: ServerEntry): string {
  return JSON.stringify(entry.kind === "url" ? entry.url : entry.args);
}

/** An entry that is written anew keeps the file as it was before the first of ours. */
function toInstalled(
  { place, name, entry }: WriteRequest,
  { file, plan, backup }: Written,
  known: Installed | undefined,
): Installed {
  const { before, after = new Uint8Array() } = plan;
  const isOurs = known !== undefined && before !== undefined && digestOf(before) === known.digest;
  const first = isOurs
    ? { backup: known.backup, isExact: known.isExact }
    : { backup, isExact: known === undefined };
  return {
    file,
    server: name,
    target: targetOf(entry),
    client: place.client.id,
    scope: place.scope,
    folder: place.folder,
    madeHolder: known?.madeHolder ?? plan.madeHolder,
    madeFile: known?.madeFile ?? before === undefined,
    digest: digestOf(after),
    isExact: first.isExact,
    ...(first.backup !== undefined && { backup: first.backup }),
  };
}

function planBack(
  record: InstallRecord,
  bytes: Uint8Array | undefined,
  { place, name, known }: Removal & { readonly known: Installed | undefined },
): Plan {
  if (bytes !== undefined && known?.isExact && digestOf(bytes) === known.digest) {
    const old = known.backup === undefined ? undefined : record.readBackup(known.backup);
    if (old !== undefined || known.madeFile) {
      return { before: bytes, after: old, madeHolder: false, notes: [] };
    }
  }
  return planRemoval(bytes, {
    client: place.client,
    name,
    emptiesHolder: known?.madeHolder === true,
    emptiesFile: known?.madeFile === true,
  });
}

/** The last server of ours in a file takes with it what the first one made. */
function forget(record: InstallRecord, known: Installed): void {
  record.drop(known.file, known.server);
  if (!known.madeHolder && !known.madeFile) return;
  for (const other of record.list()) {
    if (other.file !== known.file) continue;
    record.put({
      ...other,
      madeHolder: other.madeHolder || known.madeHolder,
      madeFile: other.madeFile || known.madeFile,
    });
  }
}

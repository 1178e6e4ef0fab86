import { execFile, execFileSync } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { findFreePort } from "../../scripts/workspace/free-port.ts";

const run = promisify(execFile);

/** Where distributions put the programs of PostgreSQL; `PG_BIN` names another place. */
const HOMES = "/usr/lib/postgresql";

/** How a PostgreSQL ends: in good order, or as in a crash, with a recovery at its start. */
type Shutdown = "fast" | "immediate";

/** A PostgreSQL of this run alone. */
export interface Cluster extends AsyncDisposable {
  readonly url: string;
  /** Ends it and starts it again. */
  restart(how: Shutdown): Promise<void>;
}

/** Finds the folder with `initdb` and `pg_ctl`; `undefined` without one. */
export function findPrograms(): string | undefined {
  const { PG_BIN } = process.env;
  const versions = existsSync(HOMES) ? readdirSync(HOMES).sort().reverse() : [];
  const folders =
    PG_BIN === undefined ? versions.map((each) => join(HOMES, each, "bin")) : [PG_BIN];
  return folders.find((folder) => existsSync(join(folder, "initdb")));
}

/** Makes and starts a PostgreSQL on a free port, in a folder that is removed at the end. */
export async function openCluster(programs: string): Promise<Cluster> {
  const home = mkdtempSync(join(tmpdir(), "mortise-chaos-"));
  const user = findUser();
  if (user) chownSync(home, user.uid, user.gid);
  const data = join(home, "data");
  const port = await findFreePort();
  const call = (program: string, ...args: string[]) =>
    run(join(programs, program), args, { cwd: home, ...user });
  await call("initdb", "-D", data, "-A", "trust", "-U", "postgres", "--no-locale", "-E", "UTF8");
  const options = `-p ${port} -k ${home} -c listen_addresses=127.0.0.1 -c max_connections=200`;
  const start = ["-D", data, "-w", "-t", "300", "-l", join(home, "log"), "-o", options];
  await call("pg_ctl", ...start, "start");
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    restart: async (how) => {
      await call("pg_ctl", ...start, "-m", how, "restart");
    },
    [Symbol.asyncDispose]: async () => {
      await call("pg_ctl", "-D", data, "-w", "-t", "300", "-m", "immediate", "stop");
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL refuses to run as root, and has a user of its own for that. */
function findUser(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string): number => Number(execFileSync("id", [flag, "postgres"]));
  return { uid: id("-u"), gid: id("-g") };
}

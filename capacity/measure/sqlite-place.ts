import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StorePlace } from "./store-place.ts";

/** Opens a file; SQLite works in the process of the server, so that its time is the server's. */
export async function openSqlitePlace(prefix: string): Promise<StorePlace> {
  const folder = mkdtempSync(join(tmpdir(), "mortise-capacity-"));
  return {
    name: "sqlite",
    url: `sqlite:${join(folder, "tasks.db")}`,
    prefix,
    readProcessor: async () => undefined,
    readOperations: async () => ({}),
    [Symbol.asyncDispose]: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

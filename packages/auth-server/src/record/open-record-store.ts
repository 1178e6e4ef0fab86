import type { Clock } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import { openDatabase, schemeOf } from "@mortise/storage";
import { MemoryRecordStore } from "./memory-record-store.ts";
import type { RecordStore } from "./record-store.ts";
import { SqlRecordStore } from "./sql-record-store.ts";

/** How a store is opened. */
export interface OpenRecordStoreOptions {
  readonly clock: Clock;
  /** Whether a restart must not end every login. */
  readonly isProduction: boolean;
  /** Receives errors that no call returns. */
  readonly report: (error: unknown) => void;
}

/**
 * Opens the store that `url` names: `postgres://…` for several machines, `sqlite:` and a path for one,
 * `memory:` for this process.
 *
 * Rejects with MortiseError `INVALID_OPTION` for `memory:` in production, and for any other URL.
 */
export async function openRecordStore(
  url: string,
  { clock, isProduction, report }: OpenRecordStoreOptions,
): Promise<RecordStore> {
  if (schemeOf(url) !== "memory:") {
    const database = await openDatabase(url, { clock, onError: report });
    return SqlRecordStore.open(database, { clock, report });
  }
  if (!isProduction) return new MemoryRecordStore({ clock });
  throw new MortiseError(
    "INVALID_OPTION",
    'The store "memory:" forgets every login, client and key at a restart and is not shared by instances; with NODE_ENV=production, give store as "sqlite:./data/auth.db" or "postgres://…"',
    { data: { option: "store" } },
  );
}

import type { Kind } from "../kind.ts";
import { KINDS } from "../kind.ts";
import type { Cost, Measured } from "../measured.ts";
import { costOf, limitOf } from "../measured.ts";
import type { Mix } from "../mix.ts";
import type { Work } from "./work.ts";
import { average } from "./work.ts";

/** A store that a fleet needs, beside its instances. */
type NeededStore = "redis" | "postgres";

/** The needs of the requests of a mix. */
export interface Demand {
  readonly works: readonly Work[];
  readonly store: NeededStore | undefined;
  /** Seconds of processor time of an instance and of the store for one request, on average. */
  readonly processor: number;
  readonly storeProcessor: number;
  /** Operations of the store, and commits that wait for its disk, for one request on average. */
  readonly operations: number;
  readonly commits: number;
}

/** Statements that a disk has to keep. */
const WRITES = new Set(["INSERT", "UPDATE", "DELETE", "WITH", "COMMIT"]);

/** Returns what one request of a mix asks for, from the measured costs of its kinds. */
export function demandOf(measured: Measured, mix: Mix): Demand {
  const parts = mix.parts.map(({ kind: name, share, waitMs = 0 }) => {
    const kind: Kind = findKind(name);
    const cost = costOf(measured, kind.name as Cost["kind"]);
    const commits = kind.isTask === true ? countWrites(cost) : 0;
    const operations = countOperations(cost);
    const visits = operations > 0 ? Math.max(1, Math.round(operations)) : 0;
    const disk = commits > 0 ? (commits / visits) * diskTime(measured) : 0;
    const work: Work = {
      share,
      processor: cost.processor / 1e6,
      wait: waitMs / 1e3,
      visits,
      store: (cost.store ?? 0) / 1e6,
      disk,
    };
    return { work, share, commits, operations, store: kind.store };
  });
  const mean = (of: (part: (typeof parts)[number]) => number): number => average(parts, of);
  const [store] = parts.flatMap((part) => (part.store === undefined ? [] : [part.store]));
  if (store === "sqlite") throw new Error(`${mix.label}: SQLite serves one machine, not a fleet`);
  return {
    works: parts.map(({ work }) => work),
    store,
    processor: mean(({ work }) => work.processor),
    storeProcessor: mean(({ work }) => work.store),
    operations: mean(({ operations }) => operations),
    commits: mean(({ commits }) => commits),
  };
}

/** Returns the kind with a name. */
function findKind(name: Cost["kind"]): Kind {
  const kind: Kind | undefined = KINDS.find((one) => one.name === name);
  if (!kind) throw new Error(`There is no kind ${name}`);
  return kind;
}

/** Returns the operations of one request. */
function countOperations({ operations = {} }: Cost): number {
  return Object.values(operations).reduce((total, count) => total + count, 0);
}

function countWrites({ operations = {} }: Cost): number {
  return Object.entries(operations)
    .filter(([name]) => WRITES.has(name))
    .reduce((total, [, count]) => total + count, 0);
}

/** Seconds that a commit waits for the disk, without its processor time. */
function diskTime(measured: Measured): number {
  const { alone, processor, caller } = limitOf(measured, "postgres", "commit");
  return Math.max(0, alone / 1e3 - (processor + caller) / 1e6);
}

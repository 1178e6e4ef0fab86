import { readdirSync, readFileSync } from "node:fs";

/** Microseconds of one tick of /proc/<pid>/stat, on every Linux of today. */
const TICK = 10_000;

interface Stat {
  readonly pid: number;
  readonly parent: number;
  readonly ticks: number;
}

/** Returns the microseconds of processor time of a running process and those below it, on Linux. */
export function treeTime(root: number): number {
  const stats = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readStat(Number(name)));
  const within = new Set([root]);
  // A child may have a smaller number than its parent.
  for (let size = 0; size < within.size; ) {
    size = within.size;
    for (const { pid, parent } of stats) if (within.has(parent)) within.add(pid);
  }
  return stats
    .filter(({ pid }) => within.has(pid))
    .reduce((total, { ticks }) => total + ticks * TICK, 0);
}

function readStat(pid: number): Stat[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // After the name in parentheses: parent, utime and stime are fields 4, 14 and 15 of proc(5).
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return [{ pid, parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) }];
  } catch {
    // The process has ended meanwhile.
    return [];
  }
}

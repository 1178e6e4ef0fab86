import type { TaskFilter } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import type { FilterFlags } from "./tasks-flags.ts";
import { readState } from "./tasks-flags.ts";

const UNITS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** @throws MortiseError `INVALID_OPTION` for a state or a time that is none. */
export function readFilter(flags: FilterFlags): TaskFilter {
  const { state, owner, kind, olderThan, newerThan } = flags;
  return {
    ...(state && { states: state.map(readState) }),
    ...(owner !== undefined && { owner }),
    ...(kind !== undefined && { kind }),
    ...(olderThan !== undefined && { olderThanMs: readAge("--older-than", olderThan) }),
    ...(newerThan !== undefined && { newerThanMs: readAge("--newer-than", newerThan) }),
  };
}

function readAge(option: string, text: string): number {
  const [, count, unit = ""] = /^(\d{1,9})(s|m|h|d)$/.exec(text) ?? [];
  const factor = UNITS[unit];
  if (count !== undefined && factor !== undefined) return Number(count) * factor;
  throw new MortiseError(
    "INVALID_OPTION",
    `${option}: ${JSON.stringify(text)} is no time; write 90s, 15m, 6h or 7d`,
  );
}

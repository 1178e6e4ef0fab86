import type { WireEntry } from "./wire-entry.ts";

/** The part of the time that a timeline shows, in milliseconds since 1970. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/** An entry on the timeline; places are fractions of the width, from 0 to 1. */
export interface TimelineBar {
  readonly entry: WireEntry;
  readonly start: number;
  readonly end: number;
  /** Bars of one lane that overlap stand on different levels, from 0. */
  readonly level: number;
}

/** The bars of one client. */
export interface TimelineLane {
  readonly lane: string;
  /** At least 1. */
  readonly levels: number;
  readonly bars: readonly TimelineBar[];
}

/** The smallest part of the width that a bar takes, so that a short request can be seen and hit. */
const SMALLEST = 0.003;

/** Further levels would not fit; bars beyond them share the last one. */
const MAX_LEVELS = 6;

/** The shortest range that zooming reaches, in milliseconds. */
const SHORTEST = 1;

/** Returns when an entry began and ended; one without an answer reaches `now`. */
function spanOf({ row, ms, outcome }: WireEntry, now: number): TimeRange {
  if (outcome === "open") return { from: row.at, to: Math.max(now, row.at) };
  return { from: row.at, to: row.at + (ms ?? 0) };
}

/** Returns the range of all entries with a margin, or the minute before `now` if there are none. */
export function wholeRange(entries: readonly WireEntry[], now: number): TimeRange {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const entry of entries) {
    const span = spanOf(entry, now);
    from = Math.min(from, span.from);
    to = Math.max(to, span.to);
  }
  if (from > to) return { from: now - 60_000, to: now };
  const margin = Math.max((to - from) * 0.02, 5);
  return { from: from - margin, to: to + margin };
}

/** Lays the entries of a range out by client, in the order in which the clients first appear. */
export function layoutTimeline(
  entries: readonly WireEntry[],
  range: TimeRange,
  now: number,
): readonly TimelineLane[] {
  const width = Math.max(range.to - range.from, SHORTEST);
  const lanes = new Map<string, { ends: number[]; bars: TimelineBar[] }>();
  for (const entry of entries) {
    const lane = lanes.get(entry.row.lane) ?? { ends: [], bars: [] };
    lanes.set(entry.row.lane, lane);
    const span = spanOf(entry, now);
    if (span.to < range.from || span.from > range.to) continue;
    const start = Math.max((span.from - range.from) / width, 0);
    const end = Math.min(Math.max((span.to - range.from) / width, start + SMALLEST), 1);
    const level = freeLevel(lane.ends, start);
    lane.ends[level] = Math.max(lane.ends[level] ?? 0, end);
    lane.bars.push({ entry, start, end, level });
  }
  return [...lanes].map(([lane, { ends, bars }]) => ({
    lane,
    levels: Math.max(ends.length, 1),
    bars,
  }));
}

function freeLevel(ends: readonly number[], start: number): number {
  const free = ends.findIndex((end) => end <= start);
  if (free >= 0) return free;
  return Math.min(ends.length, MAX_LEVELS - 1);
}

/** Zooms by `factor` (below 1: nearer) around a place that stays under the pointer, from 0 to 1. */
export function zoomRange({ from, to }: TimeRange, factor: number, place: number): TimeRange {
  const width = Math.max((to - from) * factor, SHORTEST);
  const fixed = from + (to - from) * place;
  return { from: fixed - width * place, to: fixed + width * (1 - place) };
}

/** Moves the range by a part of its width. */
export function moveRange({ from, to }: TimeRange, part: number): TimeRange {
  const step = (to - from) * part;
  return { from: from + step, to: to + step };
}

/** Returns the times of marks on the scale, at round distances, at most `most` of them. */
export function scaleMarks({ from, to }: TimeRange, most: number): readonly number[] {
  const raw = (to - from) / Math.max(most, 1);
  const power = 10 ** Math.floor(Math.log10(Math.max(raw, 1e-6)));
  const step = [1, 2, 5, 10].map((unit) => unit * power).find((one) => one >= raw) ?? power * 10;
  const marks: number[] = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) marks.push(at);
  return marks;
}

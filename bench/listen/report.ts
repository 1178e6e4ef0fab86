import { spread } from "../statistics.ts";
import { renderTime, table } from "../table.ts";
import type { FanOut, ListenResult } from "./measure.ts";

/** Returns the section on open streams, or nothing if none were opened. */
export function renderListening(results: readonly ListenResult[]): string[] {
  const [first] = results;
  if (!first) return [];
  const rows = results.map(({ label, streams, memory, opening, changes }) => [
    label,
    `${(memory.rss / 1024).toFixed(1)} KiB, ${(memory.heap / 1024).toFixed(1)} KiB`,
    renderTime(opening),
    renderFanOut(changes, "middle"),
    renderFanOut(changes, "last"),
    renderTime(spread(changes.map(({ server }) => server / streams)).median),
    renderTime(spread(changes.map(({ listener }) => listener / streams)).median),
  ]);
  const head = [
    "",
    "memory a stream: resident, heap",
    "to open one",
    "half have received",
    "the last has received",
    "server, a notification",
    "listener, a notification",
  ];
  return [
    `## ${first.streams} open subscriptions/listen streams on one process`,
    "Each stream is a connection of its own. Memory is that of one open stream, after a collection of garbage; times are from the change of a resource to the last byte of its notification in the process that listens, and processor time of either process:",
    table([head, ...rows]),
  ];
}

function renderFanOut(changes: readonly FanOut[], by: "middle" | "last"): string {
  const { median, min, max } = spread(changes.map((change) => change[by] / 1000));
  return `${median.toFixed(0)} ms [${min.toFixed(0)}–${max.toFixed(0)}]`;
}

import { median } from "../statistics.ts";
import { table } from "../table.ts";
import type { FrameTimes } from "./frame-times.ts";
import type { InspectorResult } from "./measure.ts";
import type { StartSample } from "./visit.ts";

/** Returns the section on inspectors, or nothing if none was measured. */
export function renderInspectors(results: readonly InspectorResult[]): string[] {
  if (results.length === 0) return [];
  const head = [
    "",
    "URL, ms",
    "connected, ms",
    "processor, ms",
    "save to page, ms",
    "loaded, kB",
    "requests outside",
    "1,000 tools scrolled, ms",
  ];
  const rows = results.map(({ label, starts, tools }) => [
    label,
    middle(starts, ({ url }) => url),
    middle(starts, ({ connected }) => connected),
    middle(starts, ({ processor }) => processor),
    middle(starts, ({ edit }) => edit),
    middle(starts, ({ bytes }) => bytes / 1000),
    middle(starts, ({ outside }) => outside),
    tools === undefined ? "not shown" : renderFrames(tools),
  ]);
  const [load] = results.flatMap((result) => result.load ?? []);
  const ours =
    load &&
    `In ours, a result of 5 MB is shown ${Math.round(load.big)} ms after the call; with 10,000 frames in the wire log, a picture takes ${renderFrames(load.scroll)} ms while it is scrolled, and ${renderFrames(load.filter)} ms while it is filtered.`;
  return [
    "## Inspectors",
    "From the command to a page that shows the tools of a server, in a fresh browser profile: the URL is printed, the page is connected, and the processor time of the command and its processes. A save is followed where the inspector reads a file. Median [smallest–largest]. Of the times between two pictures while a list is scrolled: 19 of 20 are shorter, and the longest:",
    table([head, ...rows]),
    ...(ours === undefined ? [] : [ours]),
  ];
}

function middle(
  starts: readonly StartSample[],
  pick: (sample: StartSample) => number | undefined,
): string {
  const values = starts.map(pick).filter((value) => value !== undefined);
  if (values.length === 0) return "–";
  const [least, most] = [Math.min(...values), Math.max(...values)].map(Math.round);
  const shown = Math.round(median(values));
  return least === most ? `${shown}` : `${shown} [${least}–${most}]`;
}

function renderFrames({ most, longest }: FrameTimes): string {
  return `${Math.round(most)}, ${Math.round(longest)}`;
}

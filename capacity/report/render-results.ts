import type { Fleet, Overload } from "../fleet.ts";
import type { Measured } from "../measured.ts";
import { reportFleets } from "./report-fleets.ts";
import { reportMeasured } from "./report-measured.ts";

/** Returns the results as Markdown, laid out to be read in a terminal as well. */
export function renderResults(
  measured: Measured,
  fleets: readonly Fleet[],
  overloads: readonly Overload[],
): string {
  const { machine, date, others } = measured;
  return [
    "# Capacity",
    `Measured on ${date} on ${machine}; other processes kept ${others.toFixed(1)} cores busy. [The guide](../docs/guide/capacity.md) explains the numbers; \`npm run capacity -- --measure\` makes them again on your machine.`,
    ...reportMeasured(measured),
    ...reportFleets(measured, fleets, overloads),
    "",
  ]
    .join("\n\n")
    .replace(/\n+$/, "\n");
}

import { median } from "../statistics.ts";
import type { InspectorResult } from "./measure.ts";
import type { StartSample } from "./visit.ts";

/** One promise of the inspector beside the finding of this run. */
interface InspectorTarget {
  readonly name: string;
  readonly expected: string;
  readonly found: string;
  readonly met: boolean;
}

/** Below it a list moves with the hand: 30 pictures a second. */
const SMOOTH_MS = 34;

/** The promises of the inspector, by the medians of the rounds. */
export function readInspectorTargets(results: readonly InspectorResult[]): InspectorTarget[] {
  const of = (name: InspectorResult["name"]) => results.find((result) => result.name === name);
  const [inspect, dev] = [of("inspect"), of("dev")];
  const middle = (
    result: InspectorResult | undefined,
    pick: (sample: StartSample) => number | undefined,
  ): number | undefined => {
    const values = result?.starts.map(pick).filter((value) => value !== undefined) ?? [];
    return values.length === 0 ? undefined : median(values);
  };
  const connected = middle(inspect, (sample) => sample.connected);
  const over = (name: InspectorResult["name"]): number | undefined => {
    const theirs = middle(of(name), (sample) => sample.connected);
    return connected && theirs && connected / theirs;
  };
  const { load } = inspect ?? {};
  return [
    atMost("inspector, command to connected page, ms", 1500, connected),
    atMost("inspector, command to connected page, over the official one", 1, over("official")),
    atMost("inspector, command to connected page, over mcp-use", 1, over("mcp-use")),
    atMost(
      "mortise dev, save to page, ms",
      500,
      middle(dev, ({ edit }) => edit),
    ),
    atMost(
      "inspector, first load, kB",
      350,
      middle(inspect, ({ bytes }) => bytes / 1000),
    ),
    atMost(
      "inspector, requests outside",
      0,
      middle(inspect, ({ outside }) => outside),
    ),
    atMost("inspector, a result of 5 MB is shown, ms", 1000, load?.big),
    atMost("inspector, 1,000 tools scrolled, ms a picture", SMOOTH_MS, inspect?.tools?.most),
    atMost("inspector, 10,000 frames scrolled, ms a picture", SMOOTH_MS, load?.scroll.most),
    atMost("inspector, 10,000 frames filtered, ms a picture", SMOOTH_MS, load?.filter.most),
  ].filter((target) => target !== undefined);
}

function atMost(
  name: string,
  bound: number,
  found: number | undefined,
): InspectorTarget | undefined {
  if (found === undefined) return undefined;
  const shown = found < 10 ? Number(found.toPrecision(2)) : Math.round(found);
  return { name, expected: `≤ ${bound}`, found: String(shown), met: found <= bound };
}

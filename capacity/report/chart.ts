import type { Overload } from "../fleet.ts";
import { OVERLOADED_RATE } from "../fleet.ts";
import type { Measured } from "../measured.ts";
import { MIXES, RATES } from "../mix.ts";
import { planFleet } from "../model/plan.ts";
import type { Line } from "./draw-lines.ts";
import { drawLines } from "./draw-lines.ts";
import { renderCount } from "./render.ts";

/** The pictures of the results, by the names of their files. */
export type Charts = Readonly<Record<string, string>>;

const [MS, THOUSAND] = [1e3, 1e3];

/** Rates between those of the tables. */
const STEPS = [1, 2, 5];

/** Draws the charts of the fleets, one of each for each color scheme. */
export function drawCharts(measured: Measured, overloads: readonly Overload[]): Charts {
  return {
    ...drawLines("instances", {
      title: "Instances that carry a rate of requests",
      note: "each computes on one core; capacity/results.md has the numbers",
      horizontal: { label: "requests a second", ticks: RATES, render: renderCount },
      vertical: { label: "instances", ticks: [1, 10, 100, 1_000], render: renderCount },
      lines: instanceLines(measured),
    }),
    ...drawLines("latency", {
      title: "The slowest of a hundred requests, as load grows",
      note: `fleets planned for ${renderCount(OVERLOADED_RATE)} a second: lines are the model, dots the simulation`,
      horizontal: {
        label: "times the planned rate",
        ticks: factors(overloads),
        render: (factor) => `${factor}×`,
        isLinear: true,
      },
      vertical: {
        label: "p99, ms",
        ticks: [0.1, 1, 10, 100, THOUSAND],
        render: (value) => String(value),
      },
      lines: latencyLines(overloads),
    }),
  };
}

function factors(overloads: readonly Overload[]): number[] {
  return overloads[0]?.points.map(({ factor }) => factor) ?? [];
}

function instanceLines(measured: Measured): Line[] {
  const most = Math.max(...RATES);
  const rates = RATES.flatMap((rate) => STEPS.map((step) => rate * step));
  return MIXES.map((mix) => ({
    name: mix.label,
    path: rates
      .filter((rate) => rate <= most)
      .map((rate) => ({ x: rate, y: planFleet(measured, mix, rate).instances })),
    dots: [],
  }));
}

/** A fleet that falls behind has no time; its line ends before. */
function latencyLines(overloads: readonly Overload[]): Line[] {
  return overloads.map(({ mix, points }) => {
    const kept = points.filter(({ predicted }) => predicted.broken === undefined);
    return {
      name: mix.label,
      path: kept.map(({ factor, predicted }) => ({ x: factor, y: predicted.p99 * MS })),
      dots: kept.map(({ factor, p99 }) => ({ x: factor, y: p99 * MS })),
    };
  });
}

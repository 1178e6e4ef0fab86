import { percent, renderTime, table } from "../../bench/table.ts";
import { KINDS } from "../kind.ts";
import type { Cost, Measured } from "../measured.ts";
import { renderBytes, renderCount, renderError } from "./render.ts";

/** Returns the sections on what was measured, and on how far the model is from it. */
export function reportMeasured(measured: Measured): string[] {
  return [
    ...reportCosts(measured),
    ...reportLimits(measured),
    ...reportWeights(measured),
    ...reportChecks(measured),
  ];
}

function reportCosts({ costs }: Measured): string[] {
  const rows = KINDS.flatMap((kind) => {
    const cost = costs.find((one) => one.kind === kind.name);
    if (!cost) return [];
    const { processor, least, most, store } = cost;
    return [
      [
        kind.label,
        `${renderTime(processor)} [${renderTime(least)}–${renderTime(most)}]`,
        renderCount(1e6 / processor),
        store === undefined ? "–" : renderTime(store),
        renderOperations(cost),
      ],
    ];
  });
  const head = [
    "request",
    "processor time of the server",
    "requests a second of one core",
    "processor time of the store",
    "operations of the store",
  ];
  return ["## What a request costs", table([head, ...rows])];
}

function renderOperations({ operations }: Cost): string {
  if (operations === undefined) return "–";
  return Object.entries(operations)
    .map(([name, count]) => `${Number(count.toPrecision(2))} ${name}`)
    .join(", ");
}

const STORES = { redis: "Redis", postgres: "PostgreSQL", sqlite: "SQLite" } as const;
const OPERATIONS = {
  read: "read of the backplane",
  write: "write of the backplane",
  commit: "commit to the disk",
} as const;

function reportLimits({ limits }: Measured): string[] {
  const rows = limits.map((limit) => [
    `${STORES[limit.store]}, ${OPERATIONS[limit.operation]}`,
    renderTime(limit.alone * 1e3),
    renderCount(limit.rate),
    renderTime(limit.processor),
    renderCount(1e6 / limit.processor),
    percent((limit.rate * limit.processor) / 1e6),
  ]);
  const head = [
    "operation",
    "one alone",
    "a second, reached here",
    "processor time of the store",
    "a second of one core of the store",
    "of a core, when reached",
  ];
  return ["## What the stores carry", table([head, ...rows])];
}

const WEIGHTS = {
  process: "a process without load",
  stream: "an open stream",
  session: "an idle session, in memory",
  held: "a call that waits, with its connection",
} as const;

function reportWeights({ weights }: Measured): string[] {
  const rows = weights.map(({ what, resident, heap }) => [
    WEIGHTS[what],
    renderBytes(resident),
    renderBytes(heap),
  ]);
  return ["## What is kept in memory", table([["kept", "resident", "in use"], ...rows])];
}

/** Cores of other processes beyond which rates and times by the clock say little. */
const MUCH = 0.2;

function reportChecks({ workers, latencies, others }: Measured): string[] {
  const saturation = workers.map((check) => [
    `${check.tool}, ${check.workers} ${check.workers === 1 ? "worker" : "workers"}`,
    renderCount(check.predictedRate),
    renderCount(check.rate),
    renderError(check.predictedRate, check.rate),
    check.predictedBusy.toFixed(2),
    check.busy.toFixed(2),
  ]);
  const times = latencies.map((check) => [
    `${check.tool}, ${percent(check.busy)} busy`,
    renderCount(check.rate),
    ...renderPair(check.predictedP50, check.p50),
    ...renderPair(check.predictedP99, check.p99),
  ]);
  return [
    "## The model beside this machine",
    ...(others > MUCH
      ? [
          `**Not a fair comparison**: other processes kept ${others.toFixed(1)} cores busy, which the model takes as free. Run it again on a quiet machine.`,
        ]
      : []),
    table([
      [
        "calls as fast as they are answered",
        "predicted",
        "found",
        "error",
        "cores, predicted",
        "found",
      ],
      ...saturation,
    ]),
    table([
      [
        "calls that come by themselves",
        "a second",
        "p50, predicted",
        "found",
        "error",
        "p99, predicted",
        "found",
        "error",
      ],
      ...times,
    ]),
  ];
}

function renderPair(predicted: number, found: number): string[] {
  const ms = (value: number): string => `${Number(value.toPrecision(2))} ms`;
  return [ms(predicted), ms(found), renderError(predicted, found)];
}

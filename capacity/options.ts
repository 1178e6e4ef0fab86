import { parseArgs } from "node:util";

/** The choices of a run of `npm run capacity`. */
export interface Options {
  /** Measures this machine first; otherwise the stored measurements count. */
  readonly measure: boolean;
  readonly quick: boolean;
  readonly json: boolean;
  /** Writes the measurements, the results, the tables of the guide, and the charts. */
  readonly write: boolean;
}

/** The help text of `npm run capacity`. */
export const usage: string = `Usage: npm run capacity -- [options]
  --measure   measure this machine, its PostgreSQL (TEST_DATABASE_URL) and its Redis (TEST_REDIS_URL)
              first, in about three minutes; otherwise capacity/measured.json counts
  --quick     short measurements and simulations, about a minute; their numbers are worse
  --json      print the measurements and the fleets as JSON
  --write     write capacity/measured.json and capacity/results.md, the tables of
              docs/guide/capacity.md, and the charts
`;

/** Reads the command line; returns `undefined` for `--help`. */
export function readOptions(args: string[]): Options | undefined {
  const flag = { type: "boolean", default: false } as const;
  const { values } = parseArgs({
    args,
    options: { measure: flag, quick: flag, json: flag, write: flag, help: flag },
  });
  const { help, ...options } = values;
  return help ? undefined : options;
}

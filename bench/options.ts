import { parseArgs } from "node:util";
import type { Method } from "./load/message.ts";
import type { Peer } from "./peer.ts";
import { selectPeers } from "./peer.ts";
import type { Setting } from "./server/control.ts";

/** What a run measures and how long it takes over it. */
export interface Options {
  peers: Peer[];
  settings: Setting[];
  methods: Method[];
  rounds: number;
  quick: boolean;
  /**
   * How many turns a peer takes in each round, and how long one lasts in milliseconds. Short turns
   * that alternate spread a busy moment of the machine over all peers.
   */
  turns: number;
  turn: number;
  /** The shortest and longest warm-up for one server and method, in milliseconds. */
  warmUp: { least: number; most: number };
  json: boolean;
  write: boolean;
}

/** The help text of `npm run bench`. */
export const usage: string = `Usage: npm run bench -- [options]
  --quick            3 rounds, fewer catalogues, under a minute; the warm-ups are too short for
                     the slower peers, so their numbers are worse than in a full run
  --rounds <n>       measurements of every peer in every scenario (5)
  --peers <a,b>      raw, mortise, tmcp, sdk, sdk-v1 (all)
  --transports <a>   http, stdio (both)
  --tools <a,b>      catalogue sizes (1,50,200,1000)
  --methods <a>      tools/call, tools/list (both)
  --json             print every sample as JSON, and nothing else, on stdout
  --write            write bench/results.md
`;

/** Reads the command line; returns undefined when only help is asked for. */
export function readOptions(args: string[]): Options | undefined {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: "boolean", default: false },
      rounds: { type: "string" },
      peers: { type: "string" },
      transports: { type: "string" },
      tools: { type: "string" },
      methods: { type: "string" },
      json: { type: "boolean", default: false },
      write: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return undefined;
  const { quick } = values;
  const transports = readChoice("transports", values.transports, ["http", "stdio"] as const);
  const methods = readChoice("methods", values.methods, ["tools/call", "tools/list"] as const);
  const sizes = values.tools?.split(",").map((size) => readCount("tools", size));
  const all = transports.flatMap((transport) =>
    (sizes ?? [1, 50, 200, 1000]).map((tools) => ({ transport, tools })),
  );
  const few = all.filter(({ transport, tools }) =>
    transport === "http" ? tools === 1 || tools === 200 : tools === 1,
  );
  return {
    peers: selectPeers(values.peers?.split(",")),
    settings: quick && sizes === undefined ? few : all,
    methods,
    rounds: values.rounds === undefined ? (quick ? 3 : 5) : readCount("rounds", values.rounds),
    quick,
    turns: quick ? 2 : 4,
    turn: quick ? 80 : 150,
    warmUp: quick ? { least: 300, most: 800 } : { least: 600, most: 4000 },
    json: values.json,
    write: values.write,
  };
}

function readCount(name: string, text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count > 0) return count;
  throw new Error(`--${name} takes positive whole numbers, not "${text}".`);
}

function readChoice<Choice extends string>(
  name: string,
  text: string | undefined,
  choices: readonly Choice[],
): Choice[] {
  if (text === undefined) return [...choices];
  const wanted = text.split(",");
  const unknown = wanted.find((choice) => !choices.some((known) => known === choice));
  if (unknown === undefined) return choices.filter((choice) => wanted.includes(choice));
  throw new Error(`--${name} takes ${choices.join(" and ")}, not "${unknown}".`);
}

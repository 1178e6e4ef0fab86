import { parseArgs } from "node:util";
import type { Contender } from "./load/contender.ts";
import { selectContenders } from "./load/contender.ts";
import type { Method } from "./load/message.ts";
import type { WarmUp } from "./load/warm-up.ts";
import type { Setting } from "./server/control.ts";

const subjects = [
  "http",
  "stdio",
  "client",
  "listen",
  "workers",
  "inspector",
  "tasks",
  "import",
  "install",
] as const;

/** A part of a run that can be chosen. */
export type Subject = (typeof subjects)[number];

/** The subjects of a run, and its length. */
export interface Options {
  subjects: Subject[];
  contenders: Contender[];
  settings: Setting[];
  methods: Method[];
  rounds: number;
  /** Open streams of one process. */
  streams: number;
  quick: boolean;
  /** A folder in which our packed packages are installed; the inspector is measured there, not from the sources. */
  installed: string | undefined;
  /**
   * The number of turns of a contender in each round, and the milliseconds of one. Short turns that
   * alternate spread a busy moment of the machine over all contenders.
   */
  turns: number;
  turn: number;
  /** The shortest and longest warm-up for one server and method, in milliseconds. */
  warmUp: WarmUp;
  /** Profiles every subject of ours that has targets, not only those that missed one. */
  profile: boolean;
  json: boolean;
  write: boolean;
}

/** The help text of `npm run bench`. */
export const usage: string = `Usage: npm run bench -- [options]
  --quick            3 rounds, fewer catalogues, fewer streams, about a minute; the warm-ups are
                     too short for the slower contenders, so their numbers are worse than in a full run
  --subjects <a,b>   ${subjects.join(", ")} (all)
  --rounds <n>       measurements of every contender in every scenario (5)
  --contenders <a,b> raw, mortise, mortise-sessions, mortise-guarded, tmcp, sdk, sdk-v1,
                     sdk-v1-sessions, mastra, mcp-use (all); the last two are installed into
                     bench/rivals when asked for
  --tools <a,b>      catalogue sizes (1,50,1000; stdio 1,1000)
  --methods <a>      tools/call, tools/list (both)
  --streams <n>      open subscriptions/listen streams (10000; with --quick 1000)
  --warm-up <ms>     the longest warm-up of one server or client (3000; with --quick 800)
  --installed <dir>  measure the inspector as it is installed there, not from the sources
  --profile          profile our side of every target, not only of those that were missed
  --json             print every sample as JSON, and nothing else, on stdout
  --write            write bench/results.md, and its numbers into README.md
`;

/** Reads the command line; returns `undefined` for `--help`. */
export function readOptions(args: string[]): Options | undefined {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: "boolean", default: false },
      subjects: { type: "string" },
      rounds: { type: "string" },
      contenders: { type: "string" },
      tools: { type: "string" },
      methods: { type: "string" },
      streams: { type: "string" },
      "warm-up": { type: "string" },
      installed: { type: "string" },
      profile: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      write: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return undefined;
  const { quick, profile, json, write } = values;
  const wanted = readChoice("subjects", values.subjects, subjects);
  const sizes = values.tools?.split(",").map((size) => readCount("tools", size));
  const count = (name: "rounds" | "streams" | "warm-up", usual: number): number =>
    values[name] === undefined ? usual : readCount(name, values[name]);
  const most = count("warm-up", quick ? 800 : 3000);
  return {
    subjects: wanted,
    contenders: selectContenders(values.contenders?.split(",")),
    settings: toSettings(wanted, sizes, quick),
    methods: readChoice("methods", values.methods, ["tools/call", "tools/list"] as const),
    rounds: count("rounds", quick ? 3 : 5),
    streams: count("streams", quick ? 1000 : 10_000),
    quick,
    installed: values.installed,
    turns: quick ? 2 : 4,
    turn: quick ? 80 : 150,
    warmUp: { least: Math.min(quick ? 300 : 600, most), most },
    profile,
    json,
    write,
  };
}

/** Over stdio a call costs the same with any catalogue, so fewer sizes suffice. */
function toSettings(
  wanted: readonly Subject[],
  sizes: readonly number[] | undefined,
  quick: boolean,
): Setting[] {
  const usual = quick ? { http: [1, 1000], stdio: [1] } : { http: [1, 50, 1000], stdio: [1, 1000] };
  return (["http", "stdio"] as const)
    .filter((transport) => wanted.includes(transport))
    .flatMap((transport) => (sizes ?? usual[transport]).map((tools) => ({ transport, tools })));
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
  throw new Error(`--${name} takes ${choices.join(", ")}, not "${unknown}".`);
}

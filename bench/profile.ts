import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The parts of V8's profile format that are read. */
interface CpuProfile {
  nodes: { id: number; callFrame: CallFrame }[];
  samples: number[];
  timeDeltas: number[];
}

interface CallFrame {
  functionName: string;
  url: string;
  lineNumber: number;
}

/** A part of the time that a process was busy, from 0 to 1. */
export interface Share {
  what: string;
  share: number;
}

/** The busy time of one process by part and by function, the largest first. */
export interface ProfileSummary {
  parts: Share[];
  functions: Share[];
}

const mostFunctions = 8;

/** Flags with which Node writes a profile into a folder when it ends by itself. */
export function profileFlags(folder: string): string[] {
  return ["--cpu-prof", `--cpu-prof-dir=${folder}`, "--cpu-prof-interval=250"];
}

/** Sums up the profile in a folder: time by part of the program, and the costliest functions. */
export function readProfile(folder: string): ProfileSummary {
  const [name] = globSync("*.cpuprofile", { cwd: folder });
  if (name === undefined) throw new Error(`No profile was written to ${folder}.`);
  return summarise(JSON.parse(readFileSync(join(folder, name), "utf8")) as CpuProfile);
}

/**
 * Sums up a profile by where each sample was taken. Waiting is left out, and so is the first third,
 * in which the process starts and compiles.
 */
export function summarise({ nodes, samples, timeDeltas }: CpuProfile): ProfileSummary {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const parts = new Map<string, number>();
  const functions = new Map<string, number>();
  const start = timeDeltas.reduce((sum, time) => sum + time, 0) / 3;
  let elapsed = 0;
  let total = 0;
  for (const [index, id] of samples.entries()) {
    const frame = frames.get(id);
    const time = timeDeltas[index] ?? 0;
    elapsed += time;
    if (elapsed < start || !frame || frame.functionName === "(idle)") continue;
    total += time;
    add(parts, readPart(frame), time);
    add(functions, describe(frame), time);
  }
  const toShares = (times: ReadonlyMap<string, number>): Share[] =>
    [...times]
      .map(([what, time]) => ({ what, share: time / total }))
      .sort((left, right) => right.share - left.share);
  return { parts: toShares(parts), functions: toShares(functions).slice(0, mostFunctions) };
}

function add(times: Map<string, number>, what: string, time: number): void {
  times.set(what, (times.get(what) ?? 0) + time);
}

function readPart({ functionName, url }: CallFrame): string {
  if (functionName === "(garbage collector)") return "garbage collection";
  if (functionName === "(program)") return "native code that no function is charged with";
  if (url === "") return "native functions";
  const library = /^node:internal\/deps\/([\w-]+)\//.exec(url);
  if (library) return `Node's ${library[1]}`;
  if (url.startsWith("node:")) return "Node's own JavaScript";
  const dependency = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url);
  if (dependency) return dependency[1] ?? "";
  const own = /\/packages\/([^/]+)\/src\//.exec(url);
  return own ? `@mortise/${own[1]}` : "the fixture";
}

function describe({ functionName, url, lineNumber }: CallFrame): string {
  const name = functionName === "" ? "(anonymous)" : functionName;
  if (url === "") return name;
  const place = url.replace(/^.*\/(?=packages\/|bench\/|node_modules\/)/, "");
  return `${name} ${place}:${lineNumber + 1}`;
}

import type { Observer } from "./observer.ts";
import type { Script } from "./script.ts";

/** The answers that a client got from a server, by the request. */
export interface Observation {
  readonly revision: string | undefined;
  readonly tools: readonly object[];
  readonly answers: Readonly<Record<string, object>>;
  /** Such as `13 tools, 2 calls`. */
  readonly counts: string;
}

const EXCERPT = 300;
const LISTS = ["tools", "resources", "templates", "prompts"] as const;

/** Asks a server for its lists and for what the script names, and ends the client. */
export async function observe(
  opening: Promise<Observer>,
  { calls = [], reads = [], prompts = [] }: Script,
): Promise<Observation> {
  await using observer = await opening;
  const answers: Record<string, object> = {};
  const counts: string[] = [];
  let tools: readonly object[] = [];
  for (const list of LISTS) {
    const entries = await observer[list]();
    if (list === "tools") tools = entries;
    answers[list] = entries;
    counts.push(`${entries.length} ${list}`);
  }
  for (const [tool, args] of calls) answers[`tool ${tool}`] = await observer.call(tool, args);
  for (const uri of reads) answers[`resource ${uri}`] = await observer.read(uri);
  for (const [prompt, args] of prompts) {
    answers[`prompt ${prompt}`] = await observer.render(prompt, args);
  }
  counts.push(`${calls.length} calls`, `${reads.length} reads`, `${prompts.length} rendered`);
  return {
    revision: observer.revision,
    tools,
    answers: JSON.parse(JSON.stringify(answers)),
    counts: counts.filter((count) => !count.startsWith("0 ")).join(", "),
  };
}

/**
 * Compares our observation with that of another client, value for value, and returns what was compared. Ours may keep
 * members that the other client drops, such as those of later revisions.
 *
 * @throws Error with the path and the values of the first difference.
 */
export function compareObservations(ours: Observation, theirs: Observation): string {
  const difference = findDifference(ours.answers, theirs.answers, "");
  if (difference !== undefined) throw new Error(difference);
  return `${ours.counts}, in ${ours.revision}`;
}

function findDifference(ours: unknown, theirs: unknown, path: string): string | undefined {
  if (isRecord(ours) && isRecord(theirs) && Array.isArray(ours) === Array.isArray(theirs)) {
    if (Array.isArray(ours) && ours.length !== theirs["length"]) {
      return `${path}: ${ours.length} of ${theirs["length"]} entries`;
    }
    for (const key of Object.keys(theirs)) {
      const found = findDifference(ours[key], theirs[key], `${path}/${key}`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (Object.is(ours, theirs)) return undefined;
  return `${path} differs\nours:     ${excerpt(ours)}\nofficial: ${excerpt(theirs)}`;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function excerpt(value: unknown): string {
  return String(JSON.stringify(value)).slice(0, EXCERPT);
}

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Leg } from "./scenarios.ts";
import { isPromised } from "./scenarios.ts";
import { SUITE } from "./suite.ts";

/** A scenario as the suite lists it. */
export interface KnownScenario {
  readonly name: string;
  readonly side: string;
  /** The revisions it applies to; an extension's applies to all of them. */
  readonly revisions: readonly string[] | "extension";
}

/** The scenarios of one leg. */
export interface LegPlan {
  /** The scenarios that must pass. */
  readonly promised: readonly string[];
  /** The scenarios that later issues add. */
  readonly later: readonly string[];
  /** The promised ones that no set of requirements includes: of extensions, and of older revisions. */
  readonly separate: readonly string[];
}

/** Lists every scenario of the suite. */
export async function listScenarios(): Promise<readonly KnownScenario[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [SUITE, "list"], {
    timeout: 600_000,
  });
  return parseList(stdout);
}

/** Reads the output of `conformance list`. */
export function parseList(text: string): readonly KnownScenario[] {
  const known: KnownScenario[] = [];
  let side = "";
  for (const line of text.split("\n")) {
    const heading = /^(\w+).* scenarios \(/.exec(line)?.[1];
    if (heading !== undefined) side = heading.toLowerCase();
    const [, name, tags] = /^ {2}- (\S+) \[([^\]]+)\]$/.exec(line) ?? [];
    if (name === undefined || tags === undefined) continue;
    known.push({ name, side, revisions: tags === "extension" ? tags : tags.split(",") });
  }
  return known;
}

/** Returns the scenarios of a side that apply at a revision, and those of them that are promised. */
export function planLeg(leg: Leg, known: readonly KnownScenario[]): LegPlan {
  const [side, revision = ""] = leg.split("@");
  const here = known.filter(
    (scenario) =>
      scenario.side === side &&
      (scenario.revisions === "extension" ||
        scenario.revisions.includes(revision) ||
        (revision === OLDEST && isOlder(scenario))),
  );
  const promised = here.filter(({ name }) => isPromised(name, leg));
  return {
    promised: promised.map(({ name }) => name),
    later: here.map(({ name }) => name).filter((name) => !isPromised(name, leg)),
    separate: promised
      .filter((scenario) => scenario.revisions === "extension" || isOlder(scenario))
      .map(({ name }) => name),
  };
}

/** The oldest revision with a leg of its own; scenarios of older ones run on it. */
const OLDEST = "2025-11-25";

/** Such as the fallbacks for servers of 2025-03-26. */
function isOlder({ revisions }: KnownScenario): boolean {
  return revisions !== "extension" && revisions.every((revision) => revision < OLDEST);
}

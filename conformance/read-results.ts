import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

/** One check of the suite. */
export interface Check {
  readonly id: string;
  readonly status: "SUCCESS" | "FAILURE" | "WARNING" | "SKIPPED" | "INFO";
  readonly errorMessage?: string;
  readonly description?: string;
}

const TIMESTAMP = /-\d{4}-\d\d-\d\dT[\d-]+Z$/;

/** Reads the results that the suite wrote into `folder`: checks by scenario, of the last run of each. */
export function readResults(folder: string): ReadonlyMap<string, readonly Check[]> {
  const results = new Map<string, readonly Check[]>();
  if (!existsSync(folder)) return results;
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith("checks.json"))
    // Folder names end in a timestamp, so that the later run of a scenario comes later.
    .sort();
  for (const file of files) {
    const path = join(folder, file);
    const name = relative(folder, join(path, "..")).replaceAll("\\", "/");
    const scenario = name.replace(TIMESTAMP, "").replace(/^server-(?=.)/, "");
    results.set(scenario, JSON.parse(readFileSync(path, "utf8")) as readonly Check[]);
  }
  return results;
}

import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { convertServer } from "@mortise/migrate";
import { MortiseError } from "@mortise/protocol";
import { toDocument } from "../../output/print-json.ts";
import type { MigrateFlags } from "./migrate-flags.ts";
import { readSourceFiles } from "./source-files.ts";

/** The share of one folder that can be converted. */
interface Row {
  readonly folder: string;
  readonly sdk: string;
  readonly files: number;
  readonly found: number;
  readonly converted: number;
  readonly left: number;
  readonly notes: number;
}

const SDK = /from\s*["']@modelcontextprotocol\/(?:sdk|server)/;

/**
 * Prints a table of what can be converted in each folder, and changes nothing.
 *
 * @throws MortiseError `INVALID_OPTION` when no folder has a server of the SDK.
 */
export function runReport(folders: readonly string[], { json = false }: MigrateFlags): void {
  const rows = folders.flatMap((folder) => {
    const row = reportOn(folder);
    return row ? [row] : [];
  });
  if (rows.length === 0) {
    const message = `No file below ${folders.join(", ")} imports the official SDK; give folders with the sources of servers`;
    throw new MortiseError("INVALID_OPTION", message);
  }
  process.stdout.write(json ? toDocument(rows) : toTable(rows));
}

function reportOn(folder: string): Row | undefined {
  const paths = globSync("**/*.{ts,mts,js,mjs}", {
    cwd: folder,
    exclude: (path) =>
      /(?:^|\/)(?:node_modules|dist|build|out|coverage|\.git|tests?|__tests__)(?:\/|$)|\.(?:test|spec|d)\.\w+$/.test(
        String(path),
      ),
  })
    .map((path) => join(folder, path))
    .filter((path) => SDK.test(readFileSync(path, "utf8")));
  if (paths.length === 0) return undefined;
  const { registrations, findings, changed, sdk } = convertServer(readSourceFiles(paths));
  const count = (kind: string): number => findings.filter((each) => each.kind === kind).length;
  return {
    folder: basename(folder),
    sdk: sdk.map((version) => `v${version}`).join(" "),
    files: changed.size,
    ...registrations,
    left: count("left"),
    notes: count("note"),
  };
}

function toTable(rows: readonly Row[]): string {
  const lines = rows.map(
    ({ folder, sdk, files, found, converted, left, notes }) =>
      `| ${folder} | ${sdk} | ${files} | ${found} | ${converted} | ${left} | ${notes} |`,
  );
  const head = "| server | SDK | files | registrations | converted | places left | notes |";
  return [head, "| --- | --- | --- | --- | --- | --- | --- |", ...lines, ""].join("\n");
}

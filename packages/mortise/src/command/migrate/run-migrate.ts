import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import type { Conversion, Finding } from "@mortise/migrate";
import {
  convertCompilerOptions,
  convertManifest,
  convertServer,
  describeChange,
} from "@mortise/migrate";
import { MortiseError } from "@mortise/protocol";
import type { CommandSession } from "../../invocation/command-session.ts";
import { errorColor } from "../../output/color.ts";
import { ExitCode } from "../../output/exit-code.ts";
import { toDocument } from "../../output/print-json.ts";
import { toLine } from "../../output/printable.ts";
import { readInstalledPackage } from "../../target/installed-package.ts";
import type { MigrateFlags } from "./migrate-flags.ts";
import { runReport } from "./run-report.ts";
import { readSourceFiles } from "./source-files.ts";

/**
 * Runs `mortise migrate`: the diff is on standard output, the findings are on standard error.
 *
 * @throws MortiseError `INVALID_OPTION` for a file that cannot be read or parsed, for one that is no server of
 * the SDK, and for `--write` beside `--dry-run` or `--report`.
 */
export async function runMigrate(
  written: readonly string[],
  flags: MigrateFlags,
  session: CommandSession,
): Promise<void> {
  const { write = false, dryRun = false, report = false, json = false } = flags;
  if (write && (dryRun || report)) {
    const other = dryRun ? "--dry-run" : "--report";
    throw new MortiseError(
      "INVALID_OPTION",
      `--write changes files and ${other} does not; give one of them`,
    );
  }
  if (report) {
    runReport(written, flags);
    return;
  }
  const { files, resolve: resolveImport } = readSourceFiles(written);
  const conversion = convertServer({ files, resolve: resolveImport });
  const changes = new Map([...conversion.changed, ...changedSettings(written, conversion)]);
  if (write) for (const [path, text] of changes) writeFileSync(path, text);
  const { findings, registrations, sdk } = conversion;
  if (json) {
    const document = { changed: [...changes.keys()], written: write, sdk, registrations, findings };
    process.stdout.write(toDocument(document));
  } else {
    const before = (path: string): string => files.get(path) ?? readFileSync(path, "utf8");
    if (!write) {
      for (const [path, text] of changes)
        process.stdout.write(describeChange(path, before(path), text));
    }
    process.stderr.write(describe(conversion, [...changes.keys()], write));
  }
  if (findings.some(({ kind }) => kind === "left")) session.exitCode = ExitCode.unexpected;
}

/** The changes of the project's own files: what it depends on, and how its compiler finds that. */
function changedSettings(
  [written = "."]: readonly string[],
  { changed, keepsSdk, usesZod }: Conversion,
): [string, string][] {
  const manifest = changed.size === 0 ? undefined : findManifest(resolve(written));
  if (manifest === undefined) return [];
  const mortise = `^${readInstalledPackage().version}`;
  const needs = { keepsSdk, needsZod: usesZod, mortise };
  const options = join(dirname(manifest), "tsconfig.json");
  return [
    ...change(manifest, (text) => convertManifest(text, needs)),
    ...(existsSync(options) ? change(options, convertCompilerOptions) : []),
  ];
}

function change(path: string, convert: (text: string) => string): [string, string][] {
  const text = readFileSync(path, "utf8");
  const converted = convert(text);
  return converted === text ? [] : [[relative(process.cwd(), path), converted]];
}

function findManifest(file: string): string | undefined {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const path = join(folder, "package.json");
    if (existsSync(path)) return path;
    if (folder === dirname(folder)) return undefined;
  }
}

function describe(
  { findings, registrations: { found, converted } }: Conversion,
  paths: readonly string[],
  isWritten: boolean,
): string {
  if (paths.length === 0 && findings.length === 0) return "Nothing to convert\n";
  const lines = findings.map(toText);
  const count = `${paths.length} ${paths.length === 1 ? "file" : "files"}`;
  const verb = isWritten ? "changed" : "would change; --write writes them, and git diff shows them";
  return [
    ...lines,
    `${converted} of ${found} registrations converted, ${count} ${verb}`,
    ...(isWritten ? ["Next: npm install, then your formatter, then mortise dev on the file"] : []),
    "",
  ].join("\n");
}

function toText({ path, line, kind, found, advice }: Finding): string {
  const label = kind === "left" ? errorColor.red("left") : errorColor.yellow("note");
  return `${label} ${toLine(`${path}:${line} ${found}: ${advice}`)}`;
}

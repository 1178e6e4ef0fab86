// Measures the cost of an import over an empty Node, in a process for each.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundle } from "../scripts/pack/bundle.ts";
import type { Spread } from "./statistics.ts";
import { rotate, spread } from "./statistics.ts";

/** The milliseconds by which an import makes Node run longer. */
export interface ImportTime {
  entry: string;
  milliseconds: Spread;
  /** The same in processor time, which a busy machine changes less. */
  processor: Spread;
}

interface Run {
  elapsed: number;
  processor: number;
}

const root = fileURLToPath(new URL("..", import.meta.url));
const own = ["@mortise/server"];
const foreign = [
  "tmcp",
  "zod",
  "@modelcontextprotocol/server",
  "@modelcontextprotocol/sdk/server/mcp.js",
];

/**
 * Measures every entry in rotated rounds, each time against an empty program in the same round.
 * Our own packages are bundled as npm receives them, because their sources would also be charged for
 * the erasure of types, which no user pays.
 */
export async function measureImports(rounds: number): Promise<ImportTime[]> {
  const folder = join(root, "bench", ".pack");
  mkdirSync(folder, { recursive: true });
  const stage = mkdtempSync(join(folder, "import-"));
  try {
    for (const name of ["protocol", "server"]) await stagePackage(stage, name);
    return timeEntries(stage, [...own, ...foreign], rounds);
  } finally {
    rmSync(stage, { recursive: true });
  }
}

function timeEntries(stage: string, entries: string[], rounds: number): ImportTime[] {
  const programs = ["", ...entries].map((entry, index) => {
    const file = join(stage, `program-${index}.mjs`);
    const load = entry === "" ? "" : `import ${JSON.stringify(entry)};\n`;
    writeFileSync(file, `${load}process.stdout.write(JSON.stringify(process.cpuUsage()));\n`);
    return { entry, file, runs: [] as Run[] };
  });
  for (const { file } of programs) runProgram(file);
  for (let round = 0; round < rounds; round++) {
    for (const { file, runs } of rotate(programs, round)) runs.push(runProgram(file));
  }
  const [empty, ...rest] = programs;
  return rest.map(({ entry, runs }) => {
    const over = (by: keyof Run): Spread =>
      spread(runs.map((run, round) => run[by] - (empty?.runs[round]?.[by] ?? 0)));
    return { entry, milliseconds: over("elapsed"), processor: over("processor") };
  });
}

function runProgram(file: string): Run {
  const start = performance.now();
  const { status, stdout } = spawnSync(process.execPath, [file], {
    stdio: ["ignore", "pipe", "inherit"],
    encoding: "utf8",
  });
  const elapsed = performance.now() - start;
  if (status !== 0) throw new Error(`${file} ended with ${status}.`);
  const { user, system } = JSON.parse(stdout) as NodeJS.CpuUsage;
  return { elapsed, processor: (user + system) / 1000 };
}

/** Writes a package of ours beside the programs, bundled as npm receives it. */
async function stagePackage(stage: string, name: string): Promise<void> {
  const source = join(root, "packages", name);
  const target = join(stage, "node_modules/@mortise", name);
  const manifest = readFileSync(join(source, "package.json"), "utf8");
  await bundle(source, JSON.parse(manifest), join(target, "dist"));
  const shipped = manifest.replaceAll(/"\.\/src\/(.+)\.ts"/g, '"./dist/$1.js"');
  writeFileSync(join(target, "package.json"), shipped);
}

if (import.meta.main) {
  for (const { entry, milliseconds, processor } of await measureImports(15)) {
    const { median, min, max } = milliseconds;
    const time = `${median.toFixed(1).padStart(7)} ms [${min.toFixed(1)} to ${max.toFixed(1)}]`;
    console.log(`${time}, processor ${processor.median.toFixed(1)} ms  ${entry}`);
  }
}

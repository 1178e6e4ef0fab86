// What importing a package costs over an empty Node, in processes of their own.
import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Spread } from "./statistics.ts";
import { rotate, spread } from "./statistics.ts";

/** How many milliseconds longer Node runs when it imports an entry. */
export interface ImportTime {
  entry: string;
  milliseconds: Spread;
  /** The same in processor time, which a busy machine stretches less. */
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
 * Our own packages are laid out in JavaScript, as npm would install them, since their sources would
 * be charged for erasing types, which no user pays.
 */
export function measureImports(rounds: number): ImportTime[] {
  const folder = join(root, "bench", ".pack");
  mkdirSync(folder, { recursive: true });
  const stage = mkdtempSync(join(folder, "import-"));
  try {
    for (const name of ["protocol", "server"]) stagePackage(stage, name);
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

/** Lays a package of ours out beside the programs, as `npm run pack` staged it or erased to JavaScript. */
function stagePackage(stage: string, name: string): void {
  const source = join(root, "packages", name);
  const target = join(stage, "node_modules/@mortise", name);
  if (isStaged(source)) {
    cpSync(join(source, ".pack"), target, { recursive: true });
    return;
  }
  for (const file of globSync("src/**/*.ts", { cwd: source })) {
    if (file.endsWith(".test.ts")) continue;
    const erased = stripTypeScriptTypes(readFileSync(join(source, file), "utf8"));
    const output = join(target, file.replace(/^src(.*)\.ts$/, "dist$1.js"));
    mkdirSync(dirname(output), { recursive: true });
    writeFileSync(output, erased.replaceAll(/(from ?"\.[^"]+)\.ts"/g, '$1.js"'));
  }
  const manifest = readFileSync(join(source, "package.json"), "utf8");
  const shipped = manifest.replaceAll(/"\.\/src\/(.+)\.ts"/g, '"./dist/$1.js"');
  writeFileSync(join(target, "package.json"), shipped);
}

/** Returns whether what `npm run pack` staged is as new as every source file. */
function isStaged(source: string): boolean {
  const staged = join(source, ".pack/package.json");
  if (!existsSync(staged)) return false;
  const { mtimeMs } = statSync(staged);
  return globSync("src/**/*.ts", { cwd: source }).every(
    (file) => statSync(join(source, file)).mtimeMs <= mtimeMs,
  );
}

if (import.meta.main) {
  for (const { entry, milliseconds, processor } of measureImports(15)) {
    const { median, min, max } = milliseconds;
    const time = `${median.toFixed(1).padStart(7)} ms [${min.toFixed(1)} to ${max.toFixed(1)}]`;
    console.log(`${time}, processor ${processor.median.toFixed(1)} ms  ${entry}`);
  }
}

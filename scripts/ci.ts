/**
 * Runs every check of the repository one after the other and sums them up.
 *
 * A skipped test is a failed one here: with `CI=true` nothing may be skipped. The last line says
 * `N passed, N failed`.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";

interface Tally {
  readonly passed: number;
  readonly failed: number;
}

interface Step {
  readonly name: string;
  readonly command: readonly string[];
  /** Reads the counts of the step's output; default: the step is one check. */
  readonly count?: (output: string) => Tally | undefined;
}

/** The report of vitest, as far as it is read. */
interface VitestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

const scratch = mkdtempSync(join(tmpdir(), "mortise-ci-"));
/** The steps that run vitest, each with a report. */
const reports = { tests: join(scratch, "tests.json"), site: join(scratch, "site.json") };

const STEPS: readonly Step[] = [
  { name: "types", command: ["npm", "run", "check:types"] },
  { name: "style", command: ["npm", "run", "check:style"] },
  { name: "dead code", command: ["npm", "run", "check:dead"] },
  {
    name: "tests",
    command: ["npm", "test", "--", ...writeReport(reports.tests)],
    count: () => readVitest(reports.tests),
  },
  {
    name: "site",
    command: ["npm", "run", "docs:check", "--", ...writeReport(reports.site)],
    count: () => readVitest(reports.site),
  },
  { name: "packages", command: ["npm", "run", "check:packages"] },
  { name: "consumers", command: ["npm", "run", "check:consumers"], count: readClosingLine },
  { name: "try", command: ["npm", "run", "check:try"], count: readClosingLine },
  { name: "demo", command: ["npm", "run", "demo"] },
  { name: "conformance", command: ["npm", "run", "conformance"], count: readClosingLine },
  { name: "edge", command: ["npm", "run", "test:edge"], count: readClosingLine },
  { name: "interop", command: ["npm", "run", "interop"], count: readClosingLine },
  {
    name: "fuzz",
    command: ["npm", "run", "fuzz", "--", "--cases", "400000"],
    count: readClosingLine,
  },
  {
    name: "chaos",
    command: ["npm", "run", "chaos", "--", "--tasks", "400", "--minutes", "30"],
    count: readClosingLine,
  },
  {
    name: "listeners",
    command: ["npm", "run", "chaos:listeners", "--", "--listeners", "100"],
    count: readClosingLine,
  },
  {
    name: "soak",
    command: ["npm", "run", "soak", "--", "--requests", "200000", "--visits", "2000"],
    count: readClosingLine,
  },
];

let passed = 0;
let failed = 0;
const lines: string[] = [];
for (const step of STEPS) {
  console.log(`\n=== ${step.name}: ${step.command.join(" ")}`);
  const started = Date.now();
  const { code, output } = await run(step.command);
  const tally = step.count?.(output) ?? { passed: 1, failed: 0 };
  // A step that failed without counting a failure counts as one.
  const failures = code === 0 ? tally.failed : Math.max(1, tally.failed);
  const successes = code === 0 || step.count ? tally.passed : 0;
  passed += successes;
  failed += failures;
  const seconds = Math.round((Date.now() - started) / 1000);
  lines.push(
    `${failures === 0 ? "ok  " : "FAIL"} ${step.name}: ${successes} passed, ${failures} failed (${seconds} s)`,
  );
}
const names = Object.values(reports).flatMap(findFailedTests);
rmSync(scratch, { recursive: true, force: true });
console.log(`\n${[...lines, ...names].join("\n")}`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function run(
  command: readonly string[],
): Promise<{ readonly code: number; readonly output: string }> {
  const [program = "", ...args] = command;
  const child = spawn(program, args, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, CI: "true" },
  });
  let output = "";
  for (const [stream, sink] of [
    [child.stdout, process.stdout],
    [child.stderr, process.stderr],
  ] as const) {
    stream.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      sink.write(chunk);
    });
  }
  return new Promise((resolve) => {
    child.on("error", (error) => resolve({ code: 1, output: String(error) }));
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

function writeReport(report: string): string[] {
  return ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
}

function readVitest(report: string): Tally {
  try {
    const found = JSON.parse(readFileSync(report, "utf8"));
    const skipped = found.numPendingTests + found.numTodoTests;
    if (skipped > 0) console.log(`${skipped} tests were skipped, which CI does not allow`);
    return { passed: found.numPassedTests, failed: found.numFailedTests + skipped };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

/** Names the failed tests once more, since the output above them is long. */
function findFailedTests(report: string): string[] {
  try {
    const { testResults } = JSON.parse(readFileSync(report, "utf8")) as VitestReport;
    return testResults.flatMap(({ name, assertionResults }) =>
      assertionResults
        .filter(({ status }) => status === "failed")
        .map(({ fullName }) => `failed: ${relative(process.cwd(), name)}: ${fullName}`),
    );
  } catch {
    return [];
  }
}

function readClosingLine(output: string): Tally {
  const matches = [...output.matchAll(/^(\d+) passed, (\d+) failed$/gm)];
  const last = matches.at(-1);
  return last ? { passed: Number(last[1]), failed: Number(last[2]) } : { passed: 0, failed: 1 };
}

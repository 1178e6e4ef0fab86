import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { SkippedReporter } from "./tests/setup/report-skipped.ts";

const TESTS = [
  "packages/*/src/**/*.test.ts",
  "connectors/*/src/**/*.test.ts",
  "examples/*/**/*.test.ts",
  "tests/**/*.test.ts",
  "conformance/*.test.ts",
  "bench/*.test.ts",
  "capacity/**/*.test.ts",
  "interop/*.test.ts",
  "fuzz/*.test.ts",
  "scripts/**/*.test.ts",
];

/** Tests that start processes, open sockets, use databases or change globals. */
const PROCESS_TESTS = [
  "packages/{auth-server,backplane,create-mortise,node,storage}/src/**/*.test.ts",
  "packages/auth/src/node/**/*.test.ts",
  "packages/inspector/src/dev/**/*.test.ts",
  "packages/inspector/src/*.test.ts",
  "packages/inspector/src/host/**/*.test.ts",
  "packages/mortise/src/{command,testing}/*.test.ts",
  "packages/mortise/src/install/examine-entry.test.ts",
  "packages/testing/src/provider/*.test.ts",
  "connectors/jira/src/request/answer-part.test.ts",
  "examples/**/*.test.ts",
  "tests/**/*.test.ts",
  "bench/run.test.ts",
  "conformance/known-scenarios.test.ts",
  "scripts/*.test.ts",
  "scripts/commits/*.test.ts",
];

const NOT_SOURCE = ["**/node_modules/**", "**/.tsc/**", "**/.pack/**"];

/** A test ends with an event; this only ends one that hangs, on the slowest machine. */
const LIMIT_MS = 600_000;
/** A wait ends before the test that it hangs, so that the failure says what was awaited. */
const WAIT_MS = 300_000;

const limits = {
  testTimeout: LIMIT_MS,
  hookTimeout: LIMIT_MS,
  expect: { poll: { timeout: WAIT_MS, interval: 5 } },
};

/** Processes that tests start find their modules compiled, and their types stripped. */
const env = {
  NODE_COMPILE_CACHE: fileURLToPath(
    new URL("node_modules/.cache/mortise-compiled", import.meta.url),
  ),
};

export default defineConfig({
  test: {
    // Most tests wait for processes and sockets, so that one worker would leave half of a small machine idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    reporters: ["default", new SkippedReporter()],
    coverage: { provider: "v8", include: ["packages/*/src/**/*.ts"] },
    projects: [
      {
        test: {
          name: "pure",
          include: TESTS,
          exclude: [...NOT_SOURCE, ...PROCESS_TESTS],
          pool: "threads",
          isolate: false,
          setupFiles: ["tests/setup/pure.ts"],
          restoreMocks: true,
          unstubEnvs: true,
          unstubGlobals: true,
          ...limits,
        },
      },
      {
        test: {
          name: "process",
          include: PROCESS_TESTS,
          exclude: NOT_SOURCE,
          pool: "forks",
          isolate: false,
          restoreMocks: true,
          unstubEnvs: true,
          unstubGlobals: true,
          globalSetup: ["tests/setup/services.ts"],
          env,
          provide: { waitMs: WAIT_MS },
          ...limits,
        },
      },
    ],
  },
});

import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { SkippedReporter } from "../tests/setup/report-skipped.ts";

/** A test ends with an event; these only end one that hangs, on the slowest machine. */
const LIMIT_MS = 600_000;
const WAIT_MS = 300_000;

/** The tests of the built site: `npm run docs:check`. */
export default defineConfig({
  root: fileURLToPath(new URL("..", import.meta.url)),
  test: {
    include: ["site/**/*.test.ts"],
    exclude: ["**/node_modules/**", "**/.tsc/**"],
    pool: "forks",
    isolate: false,
    reporters: ["default", new SkippedReporter()],
    globalSetup: ["tests/setup/services.ts"],
    provide: { waitMs: WAIT_MS },
    testTimeout: LIMIT_MS,
    hookTimeout: LIMIT_MS,
    expect: { poll: { timeout: WAIT_MS } },
  },
});

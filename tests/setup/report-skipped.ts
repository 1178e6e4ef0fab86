import process from "node:process";
import type { Reporter, TestModule, Vitest } from "vitest/node";

/** Ends a run in which tests were skipped with how many, where and why; with `CI=true` fails it. */
export class SkippedReporter implements Reporter {
  #vitest: Vitest | undefined;

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    // A run of chosen tests leaves out the others on purpose.
    if (this.#vitest?.getGlobalTestNamePattern()) return;
    const skipped = modules
      .map((module) => ({
        file: module.relativeModuleId,
        count: [...module.children.allTests("skipped")].length,
      }))
      .filter(({ count }) => count > 0);
    if (skipped.length === 0) return;
    const reasons = new Set(
      modules.flatMap(({ project }) => {
        const { postgres, redis, chromium } = project.getProvidedContext();
        return [postgres?.missing, redis?.missing, chromium?.missing].filter(
          (missing) => missing !== undefined,
        );
      }),
    );
    const total = skipped.reduce((sum, { count }) => sum + count, 0);
    const lines = [
      `*** SKIPPED ${total} tests ***`,
      ...[...reasons].map((reason) => `  ${reason}`),
      ...skipped.map(({ file, count }) => `  ${count} in ${file}`),
    ];
    process.stderr.write(`\n${lines.join("\n")}\n\n`);
    if (process.env["CI"] === "true") process.exitCode = 1;
  }
}

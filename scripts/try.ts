/**
 * Follows the five minutes of `docs/guide/getting-started.md` word for word, outside the workspace, with npm and
 * with pnpm, on the packed packages; then software of others reads what came of it.
 *
 * It needs `npm run pack` before it, and the npm registry. The last line says `N passed, N failed`.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openRegistry, readTarballs } from "./consumers/registry.ts";
import { readArtefacts } from "./try/read-artefacts.ts";
import { forPnpm, readSteps } from "./try/read-steps.ts";
import { makeStranger } from "./try/stranger.ts";
import { findPublicPackages } from "./workspace/public-packages.ts";

const PAGE = "docs/guide/getting-started.md";

const steps = readSteps(readFileSync(PAGE, "utf8"));
const tarballs = readTarballs(findPublicPackages().map(({ root }) => root));
const upstream = process.env["npm_config_registry"] ?? "https://registry.npmjs.org/";
await using registry = await openRegistry(tarballs, upstream);
const scratch = mkdtempSync(join(tmpdir(), "mortise-try-"));
let passed = 0;
const failures: string[] = [];
try {
  for (const manager of ["npm", "pnpm"]) {
    const stranger = await makeStranger(join(scratch, manager), registry.url);
    for (const step of steps) {
      const commands = manager === "pnpm" ? forPnpm(step.commands) : step.commands;
      const name = `${manager}: ${commands.trim().split("\n").at(-1)}`;
      if (!(await check(name, () => stranger.follow({ ...step, commands })))) break;
    }
    const project = join(stranger.home, "desk");
    for (const [name, read] of readArtefacts({ project, home: stranger.home })) {
      await check(`${manager}: ${name}`, read);
    }
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
for (const failure of failures) console.log(`\n${failure}`);
console.log(`${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length === 0 ? 0 : 1;

async function check(name: string, work: () => Promise<unknown>): Promise<boolean> {
  const begin = performance.now();
  try {
    await work();
    passed += 1;
    console.log(`ok   ${name} (${((performance.now() - begin) / 1_000).toFixed(1)} s)`);
    return true;
  } catch (error) {
    failures.push(`${name}: ${(error as Error).message}`);
    console.log(`FAIL ${name}`);
    return false;
  }
}

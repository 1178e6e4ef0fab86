/**
 * Installs the packed packages as users do and compiles and runs programs against them: npm, npm's
 * linked layout and pnpm, two versions of TypeScript, two kinds of module resolution.
 *
 * It needs `npm run pack` before it, and the npm registry.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { COMPILERS, compile, copyPrograms, MODULES } from "./consumers/compile.ts";
import { INSTALLERS, installConsumer, measureInstall } from "./consumers/install.ts";
import { openRegistry, readTarballs } from "./consumers/registry.ts";
import { findPublicPackages, readManifest } from "./workspace/public-packages.ts";
import { run } from "./workspace/run-tool.ts";

const { devDependencies = {} } = readManifest("package.json");
const roots = findPublicPackages().map(({ root }) => root);
await using registry = await openRegistry(readTarballs(roots));
const { version = "" } = readManifest("packages/mortise/package.json");
/** The optional peers that the programs use. */
const peers = {
  "@opentelemetry/api":
    readManifest("packages/telemetry/package.json").peerDependencies?.["@opentelemetry/api"] ?? "",
};
const dependencies = {
  ...peers,
  mortise: `${registry.url}-/mortise-${version}.tgz`,
  zod: devDependencies["zod"] ?? "",
  "@types/node": devDependencies["@types/node"] ?? "",
  ...Object.fromEntries(COMPILERS.map(({ alias, range }) => [alias, range])),
};
const PROGRAM = ["main.ts"];

/** A server over stdio and HTTP, with zod, is to stay this small. */
const LIMITS = { packages: 16, megabytes: 12 };

const scratch = mkdtempSync(join(tmpdir(), "mortise-consumers-"));
let passed = 0;
const failures: string[] = [];
try {
  await check("mortise with zod is a small install", async () => {
    const folder = join(scratch, "small");
    const { mortise, zod } = dependencies;
    await installConsumer({ folder, dependencies: { mortise, zod } }, INSTALLERS[0], registry);
    const { packages, diskBytes } = measureInstall(folder);
    const megabytes = diskBytes / 1e6;
    console.log(
      `     npm install mortise zod: ${packages} packages, ${megabytes.toFixed(1)} MB on disk`,
    );
    if (packages > LIMITS.packages || megabytes > LIMITS.megabytes) {
      throw new Error(
        `at most ${LIMITS.packages} packages and ${LIMITS.megabytes} MB on disk are allowed`,
      );
    }
  });
  for (const installer of INSTALLERS) {
    const folder = join(scratch, installer.name.replace(" ", "-"));
    await check(`${installer.name}: installs`, async () => {
      await installConsumer({ folder, dependencies }, installer, registry);
      copyPrograms(folder);
    });
    for (const compiler of COMPILERS) {
      for (const module of MODULES) {
        const name = `${installer.name}, ${compiler.name}, ${module}`;
        await check(`${name}: compiles`, async () => {
          await compile({ folder, compiler, module, files: PROGRAM });
        });
      }
      const name = `${installer.name}, ${compiler.name}`;
      await check(`${name}: runs`, () =>
        expectOutput(
          join(folder, `out-${compiler.alias}-nodenext/main.js`),
          /^active active active 3 string shop$/m,
        ),
      );
      await check(`${name}: CommonJS compiles and runs`, async () => {
        const output = await compile({
          folder,
          compiler,
          module: "nodenext",
          files: ["commonjs.cts"],
        });
        await expectOutput(join(output, "commonjs.cjs"), /^required 5$/m);
      });
    }
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
for (const failure of failures) console.error(`\n${failure}`);
console.log(`${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length === 0 ? 0 : 1;

async function check(name: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
    passed++;
    console.log(`ok   ${name}`);
  } catch (error) {
    failures.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    console.log(`FAIL ${name}`);
  }
}

async function expectOutput(program: string, expected: RegExp): Promise<void> {
  const { code, output } = await run(process.execPath, [program]);
  if (code !== 0 || !expected.test(output)) {
    throw new Error(`${program} exited with ${code} and printed:\n${output}`);
  }
}

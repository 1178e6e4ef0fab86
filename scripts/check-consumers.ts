/**
 * Installs the packed packages as users do and compiles and runs programs against them: npm, npm's
 * linked layout and pnpm, two versions of TypeScript, two kinds of module resolution, the oldest Node that
 * `engines` allows and one that is too old.
 *
 * It needs `npm run pack` before it, and the npm registry.
 */
import { globSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { COMPILERS, compile, copyPrograms, MODULES } from "./consumers/compile.ts";
import { INSTALLERS, installConsumer, measureInstall } from "./consumers/install.ts";
import { installNode, parseModules } from "./consumers/node-versions.ts";
import { openRegistry, readTarballs } from "./consumers/registry.ts";
import { installTemplates } from "./consumers/templates.ts";
import { findPublicPackages, oldestNode, readManifest } from "./workspace/public-packages.ts";
import { run, runNpm } from "./workspace/run-tool.ts";

const { devDependencies = {} } = readManifest("package.json");
const packages = findPublicPackages();
const tarballs = readTarballs(packages.map(({ root }) => root));
await using registry = await openRegistry(tarballs);
const mortise = readManifest("packages/mortise/package.json");
/** The optional peers that the programs use. */
const peers = {
  "@opentelemetry/api":
    readManifest("packages/telemetry/package.json").peerDependencies?.["@opentelemetry/api"] ?? "",
};
/** The frameworks of which entries make tools. */
const { peerDependencies: ofMortise = {} } = mortise;
const frameworks = Object.fromEntries(
  ["ai", "@langchain/core", "@openai/agents"].map((name) => [name, ofMortise[name] ?? ""]),
);
const dependencies = {
  ...peers,
  mortise: unscoped(registry.url)["mortise"] ?? "",
  "@mortise/auth-server": mortise.version,
  zod: devDependencies["zod"] ?? "",
  "@types/node": devDependencies["@types/node"] ?? "",
  ...Object.fromEntries(COMPILERS.map(({ alias, range }) => [alias, range])),
};
const PROGRAM = ["main.ts"];

/** Entries without the check of Node: two have one of their own, and the third imports nothing. */
const UNCHECKED: readonly string[] = [
  "create-mortise",
  "mortise/vitest",
  "@mortise/telemetry/registered",
];

/** A Node that people still have and that the packages refuse. */
const TOO_OLD = "20.19";

/** A server over stdio and HTTP, with zod, is to stay this small, in blocks of the disk (docs/decisions/0020). */
const LIMITS = { packages: 19, megabytes: 15.5 };

const scratch = mkdtempSync(join(tmpdir(), "mortise-consumers-"));
let passed = 0;
const failures: string[] = [];
try {
  await check("mortise with zod is a small install", async () => {
    const folder = join(scratch, "small");
    const small = { mortise: dependencies.mortise, zod: dependencies.zod };
    await installConsumer({ folder, dependencies: small }, INSTALLERS[0], registry);
    const { packages: count, diskBytes } = measureInstall(folder);
    const megabytes = diskBytes / 1e6;
    console.log(
      `     npm install mortise zod: ${count} packages, ${megabytes.toFixed(1)} MB on disk`,
    );
    if (count > LIMITS.packages || megabytes > LIMITS.megabytes) {
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
          /^active active active 3 string shop ann C-1$/m,
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
  await checkNodeVersions();
  await checkFrameworks();
  await checkTemplates();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
for (const failure of failures) console.error(`\n${failure}`);
console.log(`${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length === 0 ? 0 : 1;

/** Prints each entry whose import ends otherwise than by the refusal of the Node that runs it. */
function writeRefusals(entries: readonly string[]): string {
  return `for (const entry of ${JSON.stringify(entries)}) {
  const outcome = await import(entry).then(() => "loaded", (error) => error.code ?? String(error));
  if (outcome !== "UNSUPPORTED_NODE") console.log(entry, outcome);
}
`;
}

/** The packages outside the scope, which come by the addresses of their tarballs. */
function unscoped(url: string): Readonly<Record<string, string>> {
  const own = tarballs.map(({ manifest }) => manifest).filter(({ name }) => !name.startsWith("@"));
  return Object.fromEntries(
    own.map(({ name, version }) => [name, `${url}-/${name}-${version}.tgz`]),
  );
}

/** Makes a project of every template as `npm create mortise` does, and checks and tests it there. */
async function checkTemplates(): Promise<void> {
  const folder = join(scratch, "templates");
  await check("templates: npm create mortise makes each, and npm installs them", () =>
    installTemplates(folder, { registry, packages: unscoped(registry.url) }),
  );
  for (const script of ["check", "test"]) {
    await check(`templates: npm run ${script} passes in each`, async () => {
      await runNpm(["run", script, "--workspaces"], folder);
    });
  }
}

/** Compiles a program of every framework against the framework's own types, and runs it, where all are installed. */
async function checkFrameworks(): Promise<void> {
  const folder = join(scratch, "node-versions");
  copyPrograms(folder);
  for (const compiler of COMPILERS) {
    for (const module of MODULES) {
      await check(`frameworks, ${compiler.name}, ${module}: compiles`, async () => {
        // Their declarations are not ours to check.
        const files = ["frameworks.ts"];
        await compile({ folder, compiler, module, files, skipLibCheck: true });
      });
    }
  }
  await check("frameworks: each calls a tool", () =>
    expectOutput(
      join(folder, `out-${COMPILERS[0]?.alias}-nodenext/frameworks.js`),
      /^active active active active $/m,
    ),
  );
}

/** Loads every entry in the oldest Node that `engines` allows, and none in an older one. */
async function checkNodeVersions(): Promise<void> {
  const folder = join(scratch, "node-versions");
  const oldest = oldestNode(mortise);
  const node = await installNode(join(scratch, "node-oldest"), oldest);
  await check(`Node ${oldest}: installs every package`, () => {
    const names = tarballs.map(({ manifest }) => [manifest.name, manifest.version]);
    const all = {
      ...Object.fromEntries(names),
      ...unscoped(registry.url),
      ...dependencies,
      ...frameworks,
      vitest: devDependencies["vitest"] ?? "",
    };
    return installConsumer({ folder, dependencies: all }, INSTALLERS[0], registry);
  });
  await check(`Node ${oldest}: parses every module`, async () => {
    const found = globSync("node_modules/{mortise,@mortise/*}/dist/**/*.js", { cwd: folder });
    if (found.length < tarballs.length) throw new Error(`found only ${found.join(", ")}`);
    await parseModules(
      node,
      folder,
      found.map((path) => join(folder, path)),
    );
  });
  const entries = tarballs.flatMap(({ manifest }) =>
    Object.keys(manifest.exports).map((entry) => `${manifest.name}${entry.slice(1)}`),
  );
  await check(`Node ${oldest}: loads every entry`, async () => {
    const imports = entries.map((entry) => `await import(${JSON.stringify(entry)});`);
    const program = join(folder, "entries.js");
    writeFileSync(program, [...imports, `console.log("loaded ${entries.length}");`].join("\n"));
    const expected = new RegExp(`^loaded ${entries.length}$`, "m");
    await expectOutput(program, expected, node);
  });
  const bin = join(folder, "node_modules/mortise/dist/bin.js");
  const old = await installNode(join(scratch, "node-too-old"), TOO_OLD);
  await check(`Node ${TOO_OLD}: every entry is refused in one sentence`, async () => {
    const own = entries.filter((entry) => !UNCHECKED.includes(entry));
    const program = join(folder, "refused.js");
    writeFileSync(program, `${writeRefusals(own)}console.log("refused ${own.length}");\n`);
    await expectOutput(program, new RegExp(`^refused ${own.length}\n$`), old);
  });
  await check(`Node ${TOO_OLD}: the command says in one sentence what it needs`, async () => {
    const { code, output } = await run(old, [bin, "--version"]);
    const expected = new RegExp(`^error [^\n]*${oldest}[^\n]*\n$`);
    if (code !== 1 || !expected.test(output)) {
      throw new Error(`mortise --version exited with ${code} and printed:\n${output}`);
    }
  });
}

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

async function expectOutput(
  program: string,
  expected: RegExp,
  node: string = process.execPath,
): Promise<void> {
  const { code, output } = await run(node, [program]);
  if (code !== 0 || !expected.test(output)) {
    throw new Error(`${program} exited with ${code} and printed:\n${output}`);
  }
}

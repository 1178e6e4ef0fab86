/**
 * Tries `mortise migrate` on public servers: converts a copy of each, installs it, checks its types, starts it and
 * compares its tools with those of before. `npm run pack` comes first.
 *
 *   node scripts/try-migrate.ts <folder of checkouts> [name…]
 *
 * The checkouts are named after their repositories. The table is printed on standard output.
 */
import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { connect } from "@mortise/node";
import type { Tool } from "@mortise/protocol";
import { compareTools } from "./migrate/compare-tools.ts";
import type { TriedServer } from "./migrate/servers.ts";
import { SERVERS } from "./migrate/servers.ts";

const ROOT = resolve(import.meta.dirname, "..");
const BIN = join(ROOT, "packages/mortise/src/bin.ts");
const NPM = [
  "install",
  "--ignore-scripts",
  "--no-audit",
  "--no-fund",
  "--no-package-lock",
  "--workspaces=false",
  "--legacy-peer-deps",
];

const [folder = ".", ...names] = process.argv.slice(2);
const checkouts = resolve(folder);
const work = join(checkouts, ".tried");
mkdirSync(join(work, "tools"), { recursive: true });
writeFileSync(join(work, "tools/package.json"), '{ "private": true }\n');
run("npm", ["install", "--no-audit", "--no-fund", "tsx@4"], join(work, "tools"));
const LOADER = pathToFileURL(join(work, "tools/node_modules/tsx/dist/loader.mjs")).href;

const rows: string[] = [];
for (const server of SERVERS) {
  if (names.length > 0 && !names.includes(server.name)) continue;
  if (!existsSync(join(checkouts, basename(server.repository)))) continue;
  rows.push(
    await tryServer(server).catch(
      (error: Error) => `| ${server.name} | ${error.message.split("\n")[0]} |`,
    ),
  );
  process.stderr.write(`${rows.at(-1)}\n`);
}
process.stdout.write(
  [
    "| server | commit | date | SDK | registrations | converted | places left | types | starts | tools equal | a call |",
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ...rows,
    "",
  ].join("\n"),
);

async function tryServer(server: TriedServer): Promise<string> {
  const source = join(checkouts, basename(server.repository));
  const git = (...args: string[]): string => run("git", args, source).trim();
  const [before, after] = ["before", "after"].map((each) => join(work, server.name, each)) as [
    string,
    string,
  ];
  if (!existsSync(join(before, server.folder, "node_modules"))) {
    copy(source, before);
    publishWorkspace(join(before, server.folder, "package.json"));
    install(join(before, server.folder), []);
  }
  const old = await look(before, server);
  rmSync(after, { recursive: true, force: true });
  run("cp", ["-al", before, after], work);
  unlinkSources(source, after);
  const converted = spawnSync(
    process.execPath,
    [BIN, "migrate", "--json", "--write", server.file, ...(server.more ?? [])],
    {
      cwd: join(after, server.folder),
      encoding: "utf8",
    },
  );
  const { registrations, findings, sdk } = JSON.parse(converted.stdout) as {
    registrations: { found: number; converted: number };
    findings: { kind: string; path: string; line: number; found: string }[];
    sdk: number[];
  };
  writeFileSync(join(work, server.name, "findings.json"), JSON.stringify(findings, undefined, 2));
  const tarballs = globSync(".pack/{mortise-[a-z]*,mortise-0*}.tgz", { cwd: ROOT }).map((each) =>
    join(ROOT, each),
  );
  install(join(after, server.folder), tarballs);
  const [oldTypes, types] = [countTypeErrors(before, server), countTypeErrors(after, server)];
  const now = await look(after, server);
  const differences = old.tools && now.tools ? compareTools(old.tools, now.tools) : ["not listed"];
  writeFileSync(join(work, server.name, "differences.txt"), differences.join("\n"));
  for (const each of [old.error, now.error])
    if (each) process.stderr.write(`${server.name}: ${each}\n`);
  const cells = [
    `[${server.name}](https://github.com/${server.repository})`,
    git("log", "-1", "--format=%h"),
    git("log", "-1", "--format=%cs"),
    sdk.map((each) => `v${each}`).join(" "),
    registrations.found,
    registrations.converted,
    findings.filter(({ kind }) => kind === "left").length,
    oldTypes === types ? "check" : `${types} errors (before: ${oldTypes})`,
    now.tools ? `${now.tools.length} tools` : "no",
    differences.length === 0 ? "yes" : `${differences.length} differences`,
    server.call ? (old.call === now.call ? "equal" : "differs") : "",
  ];
  if (old.call !== now.call)
    process.stderr.write(`${server.name}: ${old.call}\nbecame ${now.call}\n`);
  return `| ${cells.join(" | ")} |`;
}

/** Tools for development may be gone from the registry; a server starts without them. */
function install(cwd: string, packages: readonly string[]): void {
  try {
    run("npm", [...NPM, ...packages], cwd);
  } catch {
    const manifest = JSON.parse(readFileSync(join(cwd, "package.json"), "utf8"));
    const tools = Object.entries(manifest.devDependencies ?? {});
    manifest.devDependencies = Object.fromEntries(
      tools.filter(([name]) => /^(?:typescript$|@types\/)/.test(name)),
    );
    writeFileSync(join(cwd, "package.json"), JSON.stringify(manifest, undefined, 2));
    run("npm", [...NPM, ...packages], cwd);
  }
}

function run(command: string, args: readonly string[], cwd: string): string {
  return execFileSync(command, [...args], {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    maxBuffer: 1e9,
  });
}

function copy(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true });
  cpSync(from, to, { recursive: true, filter: (path) => !/\/(?:node_modules|\.git)$/.test(path) });
}

/** A package of a workspace depends on its neighbours, which the registry has. */
function publishWorkspace(manifest: string): void {
  const text = readFileSync(manifest, "utf8");
  writeFileSync(manifest, text.replace(/"(?:workspace|catalog):[^"]*"/g, '"*"'));
}

/** A copy by links shares the files that are about to change. */
function unlinkSources(source: string, to: string): void {
  const paths = run("git", ["ls-files"], source).split("\n").filter(Boolean);
  for (const path of paths.filter((each) => /\.(?:[cm]?[jt]sx?|json)$/.test(each))) {
    if (!existsSync(join(to, path))) continue;
    const text = readFileSync(join(to, path));
    rmSync(join(to, path));
    writeFileSync(join(to, path), text);
  }
}

function countTypeErrors(root: string, { folder: inside }: TriedServer): number {
  const cwd = join(root, inside);
  const compiler = join(cwd, "node_modules/typescript/lib/tsc.js");
  if (!existsSync(compiler)) return 0;
  const { stdout } = spawnSync(
    process.execPath,
    [compiler, "--noEmit", "--pretty", "false", "-p", "."],
    { cwd, encoding: "utf8" },
  );
  writeFileSync(join(root, "../", `types-${basename(root)}.txt`), stdout);
  const lines = stdout.split("\n").filter((line) => line.includes("error TS"));
  // The tests of a server are of the SDK's clients and mocks.
  return lines.filter((line) => !/(?:^|\/)(?:tests?|__tests__)\/|\.(?:test|spec)\./.test(line))
    .length;
}

interface Seen {
  readonly tools?: readonly Tool[];
  readonly call?: string;
  readonly error?: string;
}

async function look(
  root: string,
  { folder: inside, file, args = [], env = {}, call }: TriedServer,
): Promise<Seen> {
  const started: string[] = [];
  try {
    await using client = await connect(
      {
        command: process.execPath,
        args: ["--import", LOADER, file, ...args],
        cwd: join(root, inside),
        env,
      },
      { timeout: "60s", onWarning: (message) => void started.push(message) },
    );
    // The folders of the two copies stand in descriptions.
    const listed = JSON.stringify(await client.listTools()).replaceAll(root, "");
    const tools = JSON.parse(listed) as Tool[];
    if (!call) return { tools };
    const answer = await client
      .request("tools/call", { name: call[0], arguments: call[1] })
      .catch((error: unknown) => String(error));
    return { tools, call: JSON.stringify(textOf(answer)) };
  } catch (error) {
    return { error: `${String(error)}\n${started.slice(-5).join("\n")}` };
  }
}

/** The content of a result, without the paths of the copies. */
function textOf(answer: unknown): unknown {
  const text = JSON.stringify(
    answer && typeof answer === "object" && "content" in answer ? answer.content : answer,
  );
  return text.replace(/\/(?:before|after)(?=\/|")/g, "");
}

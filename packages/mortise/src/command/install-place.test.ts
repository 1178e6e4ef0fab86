import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeEach, expect, test } from "vitest";
import type { ClientHome } from "./fixture/client-home.ts";
import { openClientHome } from "./fixture/client-home.ts";
import { MORTISE, openCommandLine } from "./fixture/command-line.ts";

const SERVER = `import { createServer } from ${MORTISE};
export default createServer({ name: "desk", version: "1.2.0" })
  .tool("ping", { description: "Answers." }, () => "pong");`;

/** Folders of spaces, signs and other scripts, whose path is longer than the 260 characters of old Windows. */
const ODD = [
  "a b~c",
  "Büro & Söhne (2)",
  "台帳",
  ...Array.from({ length: 4 }, () => "x".repeat(60)),
];

const line = openCommandLine({ "server.ts": SERVER });
afterAll(() => line[Symbol.dispose]());

let home: ClientHome;
beforeEach(() => {
  home = openClientHome(line);
});

const INITIALIZE = {
  jsonrpc: "2.0",
  id: 1,
  method: "initialize",
  params: {
    protocolVersion: "2025-06-18",
    capabilities: {},
    clientInfo: { name: "t", version: "1" },
  },
};

test("an entry starts with nothing of a terminal's environment (pathintegral-institute/mcpm.sh#229)", async () => {
  await home.install(["server.ts", "--to", "cursor"]);
  const { command = "", args } = home.readCursor()["desk"] ?? {};
  const child = spawn(command, args ?? [], { cwd: "/", env: { PATH: "/usr/bin:/bin" } });
  child.stdin.end(`${JSON.stringify(INITIALIZE)}\n`);
  const answer = JSON.parse(await text(child.stdout));
  expect(answer.result.serverInfo).toMatchObject({ name: "desk", version: "1.2.0" });
});

test("a server in a folder of any name is listed, built and installed, and answers the doctor (modelcontextprotocol/servers#1469, anthropics/claude-code#19518, affaan-m/ECC#2343)", async () => {
  const below = join(...ODD);
  expect(join(line.folder, below).length).toBeGreaterThan(260);
  mkdirSync(join(line.folder, below), { recursive: true });
  line.write(join(below, "server.ts"), SERVER);
  const listed = await line.run(["list", join(below, "server.ts")]);
  expect(listed.out).toContain("ping");
  const built = join(below, "dist/server.js");
  const build = await line.run(["build", join(below, "server.ts"), "--out", built]);
  expect(build.err).toBe("");
  expect(build.code).toBe(0);
  for (const file of [join(below, "server.ts"), built]) {
    const flags = ["--to", "cursor", "--name", "odd", "--replace"];
    expect((await home.install([file, ...flags])).code).toBe(0);
    const { servers } = await home.report(["--doctor"]);
    expect(servers).toMatchObject([{ server: "odd", status: "ok", tools: ["ping"] }]);
  }
});

test("of two files of a client the one that counts is written, and the other stays (zvec-ai/zvec-grep#98)", async () => {
  const folder = join(home.folder, ".config/opencode");
  mkdirSync(folder, { recursive: true });
  const plain = '{"mcp": {}}\n';
  writeFileSync(join(folder, "opencode.json"), plain);
  writeFileSync(join(folder, "opencode.jsonc"), "{\n  // mine\n}\n");
  const { clients } = await home.report(["server.ts", "--to", "opencode", "--no-check"]);
  expect(clients).toMatchObject([{ status: "written", file: join(folder, "opencode.jsonc") }]);
  expect(readFileSync(join(folder, "opencode.jsonc"), "utf8")).toMatch(/\/\/ mine[\s\S]*"server"/);
  expect(readFileSync(join(folder, "opencode.json"), "utf8")).toBe(plain);
});

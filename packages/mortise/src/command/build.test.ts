import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "@mortise/node";
import { expect, onTestFinished, test } from "vitest";
import { MORTISE, openCommandLine, ZOD } from "./fixture/command-line.ts";

const PACKAGE = '{ "type": "module" }';

const EXPORTED = `import { createServer } from ${MORTISE};
import { z } from ${ZOD};
import { greeting } from "./greeting.ts";
interface Typed { readonly name: string }
const server = createServer({ name: "probe", version: "1.0.0" }).tool(
  "greet",
  { description: "Greets", input: z.object({ name: z.string() }) },
  ({ name }: Typed) => greeting(name),
);
export default server;
export { server as other };
`;
const SERVED = EXPORTED.replace("createServer }", "createServer, serve }").replace(
  "export default",
  "await serve(server);\nexport default",
);
const GREETING = 'export const greeting = (name: string): string => "Hello ".concat(name);\n';

function openLine(server: string) {
  const line = openCommandLine({
    "package.json": PACKAGE,
    "server.ts": server,
    "greeting.ts": GREETING,
  });
  onTestFinished(() => line[Symbol.dispose]());
  return line;
}

test.each([
  ["serves itself", SERVED, "server.ts"],
  ["only exports its server", EXPORTED, "server.ts"],
  ["exports it by another name", EXPORTED, "server.ts:other"],
])("a file that %s becomes one that runs alone, far from its packages", async (_, code, name) => {
  const line = openLine(code);
  const { out, err, code: exit } = await line.run(["build", name, "--minify"]);
  expect(err).toBe("");
  expect(exit).toBe(0);
  expect(out).toMatch(/^dist\/server\.js {2}\d+ kB\n.*1 tool when it is started\n$/s);
  const away = mkdtempSync(join(tmpdir(), "mortise-built-"));
  onTestFinished(() => rmSync(away, { recursive: true, force: true }));
  const file = join(away, "server.mjs");
  execFileSync("cp", [join(line.folder, "dist/server.js"), file]);
  await using client = await connect({ command: process.execPath, args: [file], cwd: away });
  expect((await client.callTool("greet", { name: "Ada" })).text).toBe("Hello Ada");
});

test("a package of the workspace that is TypeScript becomes a part of the file (nodejs/node#57215)", async () => {
  const line = openLine(EXPORTED.replace("./greeting.ts", "@acme/words"));
  const words = join(line.folder, "packages/words");
  mkdirSync(words, { recursive: true });
  mkdirSync(join(line.folder, "node_modules/@acme"), { recursive: true });
  symlinkSync(words, join(line.folder, "node_modules/@acme/words"), "junction");
  writeFileSync(
    join(words, "package.json"),
    '{ "name": "@acme/words", "type": "module", "exports": "./index.ts" }',
  );
  writeFileSync(join(words, "index.ts"), GREETING);
  expect(await line.run(["build", "server.ts"])).toMatchObject({ code: 0, err: "" });
  rmSync(join(line.folder, "node_modules"), { recursive: true });
  rmSync(words, { recursive: true });
  const file = join(line.folder, "dist/server.js");
  await using client = await connect({ command: process.execPath, args: [file] });
  expect((await client.callTool("greet", { name: "Ada" })).text).toBe("Hello Ada");
});

test("a package that is not installed is named with its place, and nothing is written", async () => {
  const line = openLine(`import "not-there/part";\n${EXPORTED}`);
  const { code, err } = await line.run(["build", "server.ts"]);
  expect(code).toBe(2);
  expect(err).toBe(
    "error server.ts:1:8 imports not-there/part: npm install not-there, or leave it out with --external not-there\n",
  );
  expect(existsSync(join(line.folder, "dist"))).toBe(false);
});

test("a package that only a module loaded late imports is left out, and found beside the file", async () => {
  const line = openLine(`import { createServer } from ${MORTISE};
export default createServer({ name: "probe", version: "1.0.0" }).tool("late", { description: "Loads" }, () =>
  import("./late.ts").then(({ text }) => text, ({ code, message }) => code + ": " + message),
);
`);
  line.write(
    "late.ts",
    'import { word } from "not-there/part";\nexport const text: string = word;\n',
  );
  const { out, err, code } = await line.run(["build", "server.ts"]);
  expect(err).toBe("");
  expect(code).toBe(0);
  expect(out).toMatch(/not installed, and left out: .*not-there/);
  const call = async (): Promise<string> => {
    const file = join(line.folder, "dist/server.js");
    await using client = await connect({ command: process.execPath, args: [file] });
    return (await client.callTool("late")).text;
  };
  expect(await call()).toBe("ERR_MODULE_NOT_FOUND: Cannot find package not-there/part");
  const beside = join(line.folder, "node_modules/not-there");
  mkdirSync(beside, { recursive: true });
  writeFileSync(
    join(beside, "package.json"),
    '{ "type": "module", "exports": { "./part": "./part.js" } }',
  );
  writeFileSync(join(beside, "part.js"), 'export const word = "found";\n');
  expect(await call()).toBe("found");
});

test.each([
  ["const x = {;", /^error server\.ts:1:12: Unexpected token\n$/],
  ["export const x = 1;", /^error server\.ts has no export default: add export default server/],
  ['import "./gone.ts";', /^error server\.ts:1:8: Could not resolve '\.\/gone\.ts'/],
])("%s is refused in a sentence", async (server, message) => {
  const { code, err } = await openLine(server).run(["build", "server.ts"]);
  expect(code).toBe(2);
  expect(err).toMatch(message);
});

test("a server that fails when it is started leaves the older file, and its reason is shown", async () => {
  const line = openLine(SERVED);
  expect((await line.run(["build", "server.ts"])).code).toBe(0);
  const before = readFileSync(join(line.folder, "dist/server.js"), "utf8");
  line.write(
    "server.ts",
    `if (!process.env.PROBE_KEY) throw new Error("no PROBE_KEY");\n${SERVED}`,
  );
  const { code, out, err } = await line.run(["build", "server.ts"], { env: { PROBE_KEY: "x" } });
  expect(code).toBe(3);
  expect(out).toBe("");
  expect(err).toContain("note Nothing is written; --no-check writes the file all the same");
  expect(err).toContain(
    "error dist/server.js ended with code 1 before it answered; servers inherit few variables, so add -e PROBE_KEY",
  );
  expect(err).toContain("no PROBE_KEY");
  expect(readFileSync(join(line.folder, "dist/server.js"), "utf8")).toBe(before);
  expect(readdirSync(join(line.folder, "dist"))).toEqual(["server.js"]);
  expect((await line.run(["build", "server.ts", "-e", "PROBE_KEY=x"])).code).toBe(0);
  expect((await line.run(["build", "server.ts", "--no-check"])).code).toBe(0);
});

test("a server that does not answer in time is a failure, and leaves no file", async () => {
  const line = openLine(`setInterval(() => 0, 1000);\nawait new Promise(() => 0);\n${SERVED}`);
  const { code, err } = await line.run(["build", "server.ts", "--timeout", "50ms"]);
  expect(code).toBe(5);
  expect(err).toContain("--timeout waits longer");
  expect(existsSync(join(line.folder, "dist"))).toBe(false);
});

test("printing to stdout is noted", async () => {
  const line = openLine(`process.stdout.write("starting \\u001b[2J up\\n");\n${SERVED}`);
  const { code, out } = await line.run(["build", "server.ts"]);
  expect(code).toBe(0);
  expect(out).toMatch(
    /\nnote the server prints to stdout, which is for messages; print to stderr: "starting \\u001b\[2J up"\n$/,
  );
});

test("files that the server reads beside itself are there during the check", async () => {
  const line = openLine(
    `import { readFileSync } from "node:fs";\nreadFileSync(new URL("page.html", import.meta.url));\n${SERVED}`,
  );
  mkdirSync(join(line.folder, "dist"));
  line.write("dist/page.html", "");
  expect(await line.run(["build", "server.ts"])).toMatchObject({ code: 0, err: "" });
});

test("a fault outside of the files of the user is one of the bundle", async () => {
  const line = openLine(EXPORTED);
  const old = join(line.folder, "node_modules/mortise");
  mkdirSync(old, { recursive: true });
  writeFileSync(join(old, "package.json"), '{ "type": "module", "exports": "./index.js" }');
  writeFileSync(join(old, "index.js"), "export const other = 1;\n");
  const { code, err } = await line.run(["build", "server.ts"]);
  expect(code).toBe(2);
  expect(err).toMatch(/^error The bundle: "serve" is not exported by /);
  expect(err).not.toContain("\0");
});

test("the name of an export is no code", async () => {
  const line = openLine(SERVED);
  const evil = 'server.ts:a } from "./greeting.ts"; process.exit(7); import { b';
  const { code, err } = await line.run(["build", evil]);
  expect(code).toBe(2);
  expect(err).toMatch(
    /^error "a \} from .* is no name of an export; name the export after the colon/,
  );
  expect((await line.run(["build", "server.ts:"])).err).toContain(
    'error "" is no name of an export',
  );
});

test("names of files are shown without what a terminal would obey", async () => {
  const line = openLine(SERVED);
  const { code, out } = await line.run(["build", "server.ts", "--out", "a\u001b]0;x\u0007.js"]);
  expect(code).toBe(0);
  expect(out).toMatch(/^"a\\u001b\]0;x\\u0007\.js" {2}\d+ kB\n/);
});

test("files that the server reads beside itself are named", async () => {
  const line = openLine(`export const page = new URL("page.html", import.meta.url);\n${EXPORTED}`);
  const { out } = await line.run(["build", "server.ts"]);
  expect(out).toContain(
    "note server.ts asks for its own place; put the files that it reads there beside dist/server.js",
  );
});

test.each(["server.ts", "greeting.ts", "package.json", "."])(
  "--out %s is refused, and stays as it is",
  async (out) => {
    const line = openLine(EXPORTED);
    const { code, err } = await line.run(["build", "server.ts", "--out", out]);
    expect(code).toBe(2);
    expect(readdirSync(line.folder).sort()).toEqual(["greeting.ts", "package.json", "server.ts"]);
    expect(readFileSync(join(line.folder, "greeting.ts"), "utf8")).toBe(GREETING);
    expect(err).toMatch(/is a source of the server|was not made by mortise build|is a folder/);
    expect(err.split("\n")).toHaveLength(2);
  },
);

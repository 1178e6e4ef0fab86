import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
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

test("a server that fails when it is started is no success, and its reason is shown", async () => {
  const line = openLine(`throw new Error("no DATABASE_URL");\n${EXPORTED}`);
  const { code, out, err } = await line.run(["build", "server.ts"]);
  expect(code).not.toBe(0);
  expect(err).toContain("no DATABASE_URL");
  expect(out).toContain("dist/server.js");
  expect((await line.run(["build", "server.ts", "--no-check"])).code).toBe(0);
});

test("files that the server reads beside itself are named", async () => {
  const line = openLine(`export const page = new URL("page.html", import.meta.url);\n${EXPORTED}`);
  const { out } = await line.run(["build", "server.ts"]);
  expect(out).toContain(
    "note server.ts asks for its own place; put the files that it reads there beside dist/server.js",
  );
});

test("the file itself is not overwritten", async () => {
  const { code, err } = await openLine(EXPORTED).run(["build", "server.ts", "--out", "server.ts"]);
  expect(code).toBe(2);
  expect(err).toMatch(/--out server\.ts is the file of the server itself/);
});

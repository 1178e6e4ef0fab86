import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const BIN = fileURLToPath(new URL("../bin.ts", import.meta.url));
const MORTISE = new URL("../index.ts", import.meta.url).href;
const ZOD = import.meta.resolve("zod");

const NOTES = `
import { createServer, file, image, serve, ToolError } from ${JSON.stringify(MORTISE)};
import { z } from ${JSON.stringify(ZOD)};
export const server = createServer({ name: "notes", version: "1.2.3" });
server.tool("add", {
  description: "Adds numbers.",
  input: z.object({ a: z.number(), b: z.int().default(1), tags: z.array(z.string()).optional(), exact: z.boolean().optional(), note: z.string().optional() }),
  annotations: { readOnlyHint: true },
}, ({ a, b, ...rest }) => ({ sum: a + b, ...rest }));
server.tool("greet", { description: "Greets." }, () => "hello\\u001b[2J there");
server.tool("draw", { description: "Draws." }, () => [image(new Uint8Array([1, 2, 3]), "image/png"), file(new Uint8Array([4]), { name: "../../plan.pdf", mimeType: "application/pdf" })]);
server.tool("fail", { description: "Fails." }, () => { throw new ToolError("No such note", { code: "not_found" }); });
server.tool("asks", { description: "Asks." }, async (_, ctx) => (await ctx.elicit("q", { message: "Sure?", schema: z.object({ yes: z.boolean() }) })).action);
server.resource("docs://blob", { mimeType: "image/png" }, () => new Uint8Array([1, 2, 3]));
server.tool("many", { description: "Writes much." }, () => "line\\n".repeat(200_000));
server.tool("hang", { description: "Hangs." }, (_, { signal }) => new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason))));
server.resource("docs://guide", { description: "The guide." }, () => "# Guide");
server.resource("docs://{id}/note", { description: "One note." }, ({ id }) => "note " + id);
server.prompt("sum_up", { description: "Sums up.", input: z.object({ id: z.string(), audience: z.string().default("customer") }) }, ({ id, audience }) => "Sum up " + id + " for " + audience);
await serve(server);
export default server;
`;
const FILES = {
  "notes.ts": NOTES,
  "only.ts": `import { createServer } from ${JSON.stringify(MORTISE)};\nexport default createServer({ name: "only", version: "1.0.0" });`,
  "none.ts": "export const nothing = 1;",
  "named.ts": `import { createServer } from ${JSON.stringify(MORTISE)};\nexport const other = createServer({ name: "o", version: "1" });`,
  "boom.ts": 'console.error("reading the settings");\nthrow new Error("boom at start");',
  "silent.ts":
    "setInterval(() => undefined, 1000); process.stdin.resume().on('end', () => process.exit());",
  "notes.py": "",
};

let folder: string;
/** The process that serves `notes.ts` over HTTP, for the cases that need no server of their own. */
let notes: ChildProcess;
let served: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "mortise-command-"));
  for (const [name, code] of Object.entries(FILES)) writeFileSync(join(folder, name), code);
  const child = spawn(process.execPath, ["notes.ts", "--http", "0"], { cwd: folder });
  notes = child;
  const [line] = await once(child.stderr, "data");
  served = /http:\S+/.exec(String(line))?.[0] ?? "";
});

afterAll(async () => {
  const ended = once(notes, "exit");
  notes.kill("SIGKILL");
  await ended;
  rmSync(folder, { recursive: true, force: true });
});

interface Outcome {
  code: number | null;
  out: string;
  err: string;
}

function start(args: readonly string[], env: Record<string, string> = {}) {
  const { NO_COLOR: _, FORCE_COLOR: __, ...inherited } = process.env;
  return spawn(process.execPath, [BIN, ...args], { cwd: folder, env: { ...inherited, ...env } });
}

async function mortise(args: readonly string[], { input = "", env = {} } = {}): Promise<Outcome> {
  const child = start(args, env);
  child.stdin.end(input);
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  return { code, out, err };
}

test("--version and --help print and end with 0; the help documents the exit codes", async () => {
  expect(await mortise(["--version"])).toMatchObject({ code: 0, out: "0.1.0\n" });
  const help = await mortise(["--help"]);
  expect(help).toMatchObject({ code: 0, err: "" });
  for (const word of ["run", "list", "call", "read", "prompt", "chat", "demo", "130"]) {
    expect(help.out).toContain(word);
  }
  for (const command of ["run", "list", "call", "read", "prompt", "chat"]) {
    expect((await mortise([command, "--help"])).out).toContain(`mortise ${command} `);
  }
});

test("neither --version nor list loads the agent", async () => {
  const trace = join(folder, "trace.mjs");
  writeFileSync(
    trace,
    `import { registerHooks } from "node:module";
     registerHooks({ load: (url, context, next) => { if (/\\/(packages\\/agent|node_modules\\/(ai|@ai-sdk|@clack))\\//.test(url)) console.error("LOADED " + url); return next(url, context); } });`,
  );
  const env = { NODE_OPTIONS: `--import ${trace}` };
  expect((await mortise(["--version"], { env })).err).toBe("");
  expect((await mortise(["list", "only.ts"], { env })).err).toBe("");
});

test("list shows what a file's server offers", async () => {
  const { code, out, err } = await mortise(["list", "notes.ts"]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toContain("notes 1.2.3");
  expect(out).toMatch(/add +Adds numbers\.\n +a: number, b\?: integer, tags\?: string\[\]/);
  expect(out).toMatch(/docs:\/\/guide +The guide\./);
  expect(out).toMatch(/docs:\/\/\{id\}\/note +One note\./);
  expect(out).toMatch(/sum_up +Sums up\.\n +id, audience\?/);
});

test("--json prints one document, whatever the command", async () => {
  // A served file answers the first request in time, so the revision does not depend on the machine.
  const list = JSON.parse((await mortise(["list", served, "--json"])).out);
  expect(list.tools.map(({ name }: { name: string }) => name)).toContain("add");
  expect(list).toMatchObject({ server: { name: "notes" }, revision: "2026-07-28" });
  const call = JSON.parse((await mortise(["call", served, "add", "a=1", "--json"])).out);
  expect(call).toMatchObject({ structuredContent: { sum: 2 }, isError: false });
  const read = JSON.parse((await mortise(["read", served, "docs://guide", "--json"])).out);
  expect(read.contents).toMatchObject([{ text: "# Guide" }]);
  const prompt = JSON.parse((await mortise(["prompt", served, "sum_up", "id=7", "--json"])).out);
  expect(prompt.messages[0].content.text).toBe("Sum up 7 for customer");
  const failed = await mortise(["list", "boom.ts", "--json"]);
  expect(JSON.parse(failed.out)).toMatchObject({ error: { code: "SERVER_EXITED", exitCode: 3 } });
  const misused = await mortise(["list", "notes.ts", "--json", "--frob"]);
  expect(JSON.parse(misused.out)).toMatchObject({
    error: { message: 'unknown option "--frob"; see --help', exitCode: 2 },
  });
});

test("list --as shows the tools as a provider is offered them, and the changes", async () => {
  const shown = await mortise(["list", served, "--as", "openai"]);
  expect(shown.code).toBe(0);
  expect(shown.out).toContain("Tools for openai 7 of 7 offered, 6 of them changed");
  expect(shown.out).toMatch(/ {2}greet\n {4}is an object without properties .* \(properties\)/);
  const { out } = await mortise(["list", served, "--as", "anthropic", "--json"]);
  expect(JSON.parse(out)).toMatchObject({
    provider: "anthropic",
    tools: expect.arrayContaining([expect.objectContaining({ tool: "add", name: "add" })]),
  });
  expect((await mortise(["list", served, "--as", "other"])).code).toBe(2);
});

test("call gives arguments the types of the tool's schema", async () => {
  const written = ["a=1.5", "b=2", "tags=x", "tags=y", "exact=true", "note=7"];
  const { out } = await mortise(["call", served, "add", ...written]);
  expect(JSON.parse(out)).toEqual({ sum: 3.5, tags: ["x", "y"], exact: true, note: "7" });
  const raw = await mortise(["call", served, "add", "a:=4", 'tags=["p"]']);
  expect(JSON.parse(raw.out)).toEqual({ sum: 5, tags: ["p"] });
  const input = await mortise(["call", served, "add", "--input", "-"], { input: '{"a":9}' });
  expect(JSON.parse(input.out)).toEqual({ sum: 10 });
});

test("call prints text without control characters, and saves images and files", async () => {
  expect((await mortise(["call", served, "greet"])).out).toBe("hello there\n");
  expect((await mortise(["call", served, "draw"])).out).toContain("[image: image/png, 3 bytes");
  const { out } = await mortise(["call", served, "draw", "--save", "saved"]);
  expect(out).toContain(join("saved", "image.png"));
  expect([...readFileSync(join(folder, "saved", "image.png"))]).toEqual([1, 2, 3]);
  expect([...readFileSync(join(folder, "saved", "plan.pdf"))]).toEqual([4]);
});

test("read and prompt print the texts of the server", async () => {
  expect((await mortise(["read", served, "docs://8/note"])).out).toBe("note 8\n");
  const { out } = await mortise(["prompt", served, "sum_up", "id=7", "audience=engineer"]);
  expect(out).toContain("user\nSum up 7 for engineer\n");
});

test("a command after -- and a file that only exports its server are targets too", async () => {
  const words = ["call", "add", "a=1", "--", process.execPath, "notes.ts"];
  expect(JSON.parse((await mortise(words)).out)).toEqual({ sum: 2 });
  expect((await mortise(["list", "only.ts"])).out).toContain("only 1.0.0");
});

test("exit codes distinguish usage, connection, tool and timeout, in a line or two each", async () => {
  const cases: [string[], number, RegExp][] = [
    [["frob"], 2, /^error unknown command "frob"; see --help\n$/],
    [["lst"], 2, /^error unknown command "lst"; did you mean list\?\n$/],
    [["list"], 2, /Which server\? Give a \.ts or \.js file/],
    [["list", "absent.ts"], 2, /There is no file "absent.ts"/],
    [["list", "notes.py"], 2, /after --, such as: -- python notes.py/],
    [["call", served, "ad"], 2, /no tool "ad"; did you mean add\?/],
    [["call", served, "add", "a=x"], 2, /a is to be number, and "x" is not/],
    [["call", served, "add", "a"], 2, /write key=value/],
    [["read", served, "docs://none/at/all"], 2, /The server refused/],
    [["list", "notes.ts", "--revision", "1999-01-01"], 2, /no revision/],
    [["run", "notes.ts", "--store", "redis://h"], 2, /--store.* is now called --backplane/s],
    [["list", "notes.ts", "--header", "A: b"], 2, /--header is for URLs/],
    [
      ["list", "boom.ts"],
      3,
      /ended with code 1 before it answered\n.*reading the settings\n[\s\S]*boom at start/,
    ],
    [["list", "none.ts"], 3, /neither serves nor exports a server/],
    [["list", "named.ts"], 3, /no default export; name the server it exports: \S*named.ts:other/],
    [["run", "only.ts", "--http", "0", "--backplane", "foo"], 2, /but this one has no scheme/],
    [
      ["run", "only.ts", "--http", "0", "--instances", "x"],
      2,
      /instances must be 1 or more, not "x"/,
    ],
    [["chat", served, "--message", ""], 2, /--message is empty; give the text/],
    [["call", served, "asks"], 2, /elicitation.*; run the command in a terminal, where you can/],
    [["list", "http://127.0.0.1:1/mcp"], 3, /Could not reach/],
    [["list", "--", "no-such-command-here"], 3, /no such command/],
    [["call", served, "fail"], 4, /^error No such note\n$/],
    [["call", served, "hang", "--timeout", "200ms"], 5, /--timeout waits longer/],
  ];
  for (const [args, code, message] of cases) {
    const outcome = await mortise(args);
    expect(outcome.err, args.join(" ")).toMatch(message);
    expect(outcome.code, args.join(" ")).toBe(code);
    expect(outcome.err, args.join(" ")).not.toMatch(/^\s+at /m);
  }
});

test("run starts the given number of workers, for a file that only exports its server", async () => {
  const server = start(["run", "only.ts", "--http", "0", "--workers", "2"]);
  let err = "";
  for await (const chunk of server.stderr.setEncoding("utf8")) {
    err += chunk;
    if (err.includes("2 workers")) server.kill("SIGTERM");
  }
  expect(err).toMatch(/^only listens on http:\/\/127\.0\.0\.1:\d+\/mcp with 2 workers\n$/);
  expect(server.exitCode ?? (await once(server, "close"))[0]).toBe(0);
  expect(await mortise(["run", "only.ts", "--http", "0", "--workers", "none"])).toMatchObject({
    code: 2,
    err: expect.stringContaining('workers is "none"; set "auto" or a number from 1 to 1024'),
  });
});

test("run serves the server that a file exports over HTTP, and explains a file without one", async () => {
  const server = start(["run", "notes.ts:server", "--http", "0"]);
  const [line] = await once(server.stderr, "data");
  const url = /http:\S+/.exec(String(line))?.[0] ?? "";
  expect(JSON.parse((await mortise(["call", url, "add", "a=1"])).out)).toEqual({ sum: 2 });
  server.kill("SIGTERM");
  expect(await once(server, "exit")).toEqual([0, null]);
  expect(await mortise(["run", "none.ts"])).toMatchObject({
    code: 2,
    err: expect.stringMatching(/exports no server; end it with: export default server/),
  });
  expect(await mortise(["run", "boom.ts"])).toMatchObject({
    code: 1,
    err: expect.stringMatching(/boom at start \(boom\.ts:2:7\)/),
  });
  expect(await mortise(["run", "only.ts", "--http", "99999"])).toMatchObject({ code: 2 });
});

test("a reader that goes away ends the command quietly", async () => {
  const child = start(["call", "notes.ts", "many"]);
  child.stdout.once("data", () => child.stdout.destroy());
  const [err, [code]] = await Promise.all([text(child.stderr), once(child, "close")]);
  expect({ err, code }).toEqual({ err: "", code: 0 });
});

test("Ctrl+C ends the command with 130, and its server with it", async () => {
  const child = start(["call", "hang", "--verbose", "--", process.execPath, "-e", HANGING]);
  let pid = 0;
  for await (const chunk of child.stderr) {
    pid = Number(/PID (\d+) CALLED/.exec(String(chunk))?.[1] ?? 0);
    if (pid > 0) break;
  }
  const closed = once(child, "exit");
  child.kill("SIGINT");
  expect((await closed)[0]).toBe(130);
  expect(() => process.kill(pid, 0)).toThrow();
});

const HANGING = `
import(${JSON.stringify(MORTISE)}).then(async ({ createServer, serve }) => {
  const server = createServer({ name: "hanging", version: "1.0.0" });
  server.tool("hang", { description: "Hangs." }, (_, { signal }) => {
    console.error("PID " + process.pid + " CALLED");
    return new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  });
  await (async () => serve(server))();
});
`;

test("colours are for terminals, FORCE_COLOR adds them and NO_COLOR takes them away", async () => {
  const introducer = "\u001b[";
  expect((await mortise(["list", "only.ts"])).out).not.toContain(introducer);
  const forced = { env: { FORCE_COLOR: "1" } };
  expect((await mortise(["list", "only.ts"], forced)).out).toContain(introducer);
  const refused = { env: { FORCE_COLOR: "1", NO_COLOR: "1" } };
  expect((await mortise(["list", "only.ts"], refused)).out).not.toContain(introducer);
});

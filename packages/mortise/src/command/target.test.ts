import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SITE } from "../output/error-page.ts";
import type { CommandLine } from "./fixture/command-line.ts";
import { MORTISE, openCommandLine } from "./fixture/command-line.ts";

const SERVER = `
import { createServer, serve } from ${MORTISE};
export const notes = createServer({ name: "notes", version: "1.0.0" })
  .tool("variable", { description: "Gives a variable." }, () => process.env.DESK_URL ?? "unset")
  .tool("folder", { description: "Gives the folder." }, () => process.cwd())
  .tool("words", { description: "Gives the words." }, () => process.argv.slice(2));
`;
const NOTES = `${SERVER}\nawait serve(notes);`;

let line: CommandLine;

/** A variable as configurations write it. */
function variable(inner: string): string {
  return `\${${inner}}`;
}

beforeAll(() => {
  line = openCommandLine({
    "notes.ts": NOTES,
    "shelf.ts": `${SERVER}\nexport const size = 3;`,
    "needs.ts": 'if (!process.env.DESK_URL) throw new Error("DESK_URL and DESK_NAME must be set");',
    "banner.ts": `console.log("[dotenv] injecting 2 variables");\n${SERVER}\nexport default notes;`,
    "desk.env": "DESK_URL=from the file\n",
  });
  const program = {
    command: process.execPath,
    args: [variable("DESK_FILE:-notes.ts"), variable("DESK_WORD")],
  };
  write("mcp.json", {
    mcpServers: {
      notes: { ...program, env: { DESK_URL: variable("DESK_SECRET:-none") } },
      file: { ...program, args: ["notes.ts"], envFile: `${variable("workspaceFolder")}/desk.env` },
      host: { ...program, args: ["notes.ts"], env: { DESK_URL: variable("input:key") } },
      off: { ...program, disabled: true },
      empty: {},
    },
  });
  writeFileSync(
    join(line.folder, "code.json"),
    `{ // as VS Code writes it
      "servers": { "only": { "type": "stdio", "command": ${JSON.stringify(process.execPath)}, "args": ["notes.ts"], }, },
    }`,
  );
  writeFileSync(
    join(line.folder, "broken.json"),
    '{"mcpServers": {"a": {"key": "sk-SECRET" "x"}}}',
  );
  write("none.json", {});
});

afterAll(() => line[Symbol.dispose]());

function write(name: string, value: unknown): void {
  writeFileSync(join(line.folder, name), JSON.stringify(value));
}

async function call(args: readonly string[], env: Record<string, string> = {}): Promise<string> {
  const { out, err } = await line.run(["call", ...args], { env });
  return (out + err).trim();
}

test("a started server gets the variables that are named, and no others", async () => {
  const env = { DESK_URL: "here" };
  expect(await call(["notes.ts", "variable"], env)).toBe("unset");
  expect(await call(["notes.ts", "variable", "-e", "DESK_URL"], env)).toBe("here");
  expect(await call(["notes.ts", "variable", "--env", "DESK_URL=a=b"], env)).toBe("a=b");
  const words = ["variable", "-e", "DESK_URL=c", "--", process.execPath, "notes.ts"];
  expect(await call(words, env)).toBe("c");
});

test("the output of a file while it is imported stays out of the protocol over stdio", async () => {
  const input = '{"jsonrpc":"2.0","id":0,"method":"ping"}\n';
  const { code, out, err } = await line.run(["run", "banner.ts"], { input });
  expect({ code, out }).toEqual({ code: 0, out: '{"jsonrpc":"2.0","id":0,"result":{}}\n' });
  expect(err).toMatch(/^\[dotenv\] injecting 2 variables\n.*Output to stdout was redirected/);
  expect(await call(["banner.ts", "folder"])).toBe(await call(["notes.ts", "folder"]));
});

test("a server that ends for want of a variable says which to pass on", async () => {
  const env = { DESK_URL: "here" };
  const { code, err } = await line.run(["list", "needs.ts"], { env });
  expect(code).toBe(3);
  expect(err).toMatch(/ended with code 1 .*; servers inherit few variables, so add -e DESK_URL\n/);
});

test("--cwd is where the server starts", async () => {
  const { folder } = line;
  expect(await call(["notes.ts", "folder", "--cwd", "/"])).toBe("/");
  expect(await call(["notes.ts", "folder"])).toContain(folder.split("/").at(-1));
});

test("--config and --server take a server from a host's configuration, with its variables", async () => {
  const from = ["--config", "mcp.json", "--server"];
  const env = { DESK_SECRET: "s", DESK_WORD: "two words" };
  expect(await call([...from, "notes", "variable"], env)).toBe("s");
  expect(await call([...from, "notes", "words"], env)).toContain("two words");
  expect(await call([...from, "notes", "variable"], { DESK_WORD: "x" })).toBe("none");
  expect(await call([...from, "file", "variable"])).toBe("from the file");
  expect(await call([...from, "file", "variable", "-e", "DESK_URL=given"])).toBe("given");
  expect(await call([...from, "host", "variable", "-e", "DESK_URL=given"])).toBe("given");
});

test("a configuration as VS Code writes it has its only server chosen", async () => {
  expect(await call(["--config", "code.json", "variable"])).toBe("unset");
});

test("a named export is served, and a wrong name is answered with the right ones", async () => {
  expect(await call(["shelf.ts:notes", "variable"])).toBe("unset");
  const { code, err } = await line.run(["list", "shelf.ts:books"]);
  expect(err).toBe(
    `error shelf.ts:books has no server under that name; servers are: notes\nMore: ${SITE}reference/errors.html#connection_failed\n`,
  );
  expect(code).toBe(3);
});

test.each([
  [["--config", "mcp.json", "--server", "nots"], /has no server "nots"; its servers are: notes, f/],
  [["--config", "mcp.json"], /Which server\? Name one with --server; mcp.json has: notes, file, h/],
  [["--config", "mcp.json", "--server", "empty"], /"empty" of mcp.json has neither a command nor/],
  [
    ["--config", "mcp.json", "--server", "notes"],
    /DESK_WORD of args of "notes" in mcp.json is not/,
  ],
  [
    ["--config", "mcp.json", "--server", "host"],
    /\$\{input:key\} in env.DESK_URL of "host" in mcp/,
  ],
  [["--config", "broken.json"], /^error broken.json is no JSON at position \d+.*\n$/],
  [["--config", "none.json"], /none.json names no servers; it is to hold \{"mcpServers": \{…\}\}/],
  [["--config", "absent.json"], /Cannot read --config: ENOENT/],
  [["--config", "mcp.json", "--", "cat"], /not both/],
  [["--server", "notes"], /give the file as --config/],
  [["notes.ts", "-e", "DESK_NONE"], /DESK_NONE is not set here/],
  [["notes.ts", "-e", "=sk-SECRET"], /--env takes a name, as -e NAME=value or -e NAME\n$/],
  [["http://127.0.0.1:1/mcp", "-e", "A=b"], /--env is for servers that the command starts/],
  [["http://127.0.0.1:1/mcp", "--cwd", "/"], /--cwd is for servers that the command starts/],
  [["http://ann:sk-SECRET@host:port/mcp?t=sk-SECRET"], /^error "http:\/\/host:port\/mcp" is not/],
  [["ftp://ann:sk-SECRET@host/"], /^error "ftp:\/\/host\/" has a scheme that MCP does not use/],
  [["notes.ts:"], /names no export/],
])("%j is refused as wrong usage, without secrets", async (args, message) => {
  const { code, err } = await line.run(["list", ...args]);
  expect(err).toMatch(message);
  expect(err).not.toContain("SECRET");
  expect(code).toBe(2);
});

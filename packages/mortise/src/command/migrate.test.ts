import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";

const BIN = fileURLToPath(new URL("../bin.ts", import.meta.url));

const SERVER = `import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { addTools } from "./tools.js";

const server = new McpServer({ name: "a", version: "1.0.0" });
addTools(server);
await server.connect(new StdioServerTransport());
`;
const TOOLS = `import type { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { z } from "zod";

export function addTools(server: McpServer) {
  // Adds.
  server.registerTool("add", { description: "Adds.", inputSchema: { a: z.number() } }, async ({ a }) => ({ content: [] }));
}
`;
const LEFT = `${SERVER}server.server.oninitialized = () => undefined;\n`;
const MANIFEST = `{
  "name": "a",
  "dependencies": {
    "@modelcontextprotocol/sdk": "^1.30.0",
    "zod": "^3.25.0"
  }
}
`;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mortise-migrate-"));
  write("src/index.ts", SERVER);
  write("src/tools.ts", TOOLS);
  write("package.json", MANIFEST);
});

afterEach(() => rmSync(folder, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function read(path: string): string {
  return readFileSync(join(folder, path), "utf8");
}

function migrate(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, "migrate", ...args], {
    cwd: folder,
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

test("without --write the changes are a diff, of the files that are imported too, and nothing is written", () => {
  const { status, stdout, stderr } = migrate("src/index.ts");
  expect(stdout).toContain('+import { createServer, serve } from "mortise";');
  expect(stdout).toContain("--- a/src/tools.ts");
  expect(stdout).toContain('+    "zod": "^4.2.0"');
  expect(stderr).toBe(
    "1 of 1 registrations converted, 3 files would change; --write writes them, and git diff shows them\n",
  );
  expect(status).toBe(0);
  expect(read("src/index.ts")).toBe(SERVER);
});

test("--write writes the files and the dependencies, and a second run finds nothing", () => {
  write(
    "tsconfig.json",
    '{ "compilerOptions": { "module": "es2022", "moduleResolution": "node" } }\n',
  );
  expect(migrate("src/index.ts", "--write")).toMatchObject({ status: 0, stdout: "" });
  expect(read("src/tools.ts")).toContain("  // Adds.\n  server.tool(");
  expect(JSON.parse(read("package.json")).dependencies).toEqual({
    mortise: expect.stringMatching(/^\^\d/),
    zod: "^4.2.0",
  });
  expect(read("tsconfig.json")).toContain('"moduleResolution": "bundler"');
  expect(migrate("src/index.ts", "--write").stderr).toBe("Nothing to convert\n");
});

test("a place that is left is listed with its line, and the exit code is 1", () => {
  write("src/index.ts", LEFT);
  const { status, stderr } = migrate("src/index.ts");
  expect(stderr).toContain(
    "left src/index.ts:8 server.server.oninitialized: there is no such moment",
  );
  expect(status).toBe(1);
});

test("--json has the findings", () => {
  write("src/index.ts", LEFT);
  const document = JSON.parse(migrate("src/index.ts", "--json").stdout);
  expect(document).toMatchObject({
    changed: ["src/index.ts", "src/tools.ts", "package.json"],
    written: false,
    sdk: [1],
    registrations: { found: 1, converted: 1 },
    findings: [
      { path: "src/index.ts", line: 8, kind: "left", found: "server.server.oninitialized" },
    ],
  });
});

test("--report prints a row for each folder that has a server", () => {
  write("empty/readme.ts", "export {};\n");
  const { status, stdout } = migrate("--report", "src", "empty");
  expect(stdout.trim().split("\n").at(-1)).toBe("| src | v1 | 2 | 1 | 1 | 0 | 0 |");
  expect(status).toBe(0);
});

test.each([
  [["src/gone.ts"], "Cannot read src/gone.ts"],
  [["package.ts"], "package.ts is no server of the official SDK"],
  [["src/index.ts", "--write", "--dry-run"], "--write changes files and --dry-run does not"],
  [["src/index.ts", "--write", "--report"], "--write changes files and --report does not"],
  [["--report", "empty"], "No file below empty imports the official SDK"],
])("%j is refused", (args, message) => {
  write("package.ts", "export {};\n");
  const { status, stderr } = migrate(...args);
  expect(stderr).toContain(message);
  expect(status).toBe(2);
});

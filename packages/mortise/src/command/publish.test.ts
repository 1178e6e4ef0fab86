import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { delimiter, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { CommandLine } from "./fixture/command-line.ts";
import { MORTISE, openCommandLine } from "./fixture/command-line.ts";

const PACKAGE = {
  name: "@acme/desk",
  version: "1.0.0",
  description: "Tickets",
  mcpName: "io.github.acme/desk",
  repository: "acme/desk",
  bin: "server.js",
  type: "module",
};
const SERVER = `import { createServer } from ${MORTISE};
export default createServer({ name: "desk", version: "1.0.0", title: "Desk" });
`;
const VERSION_PATH = "/v0.1/servers/io.github.acme%2Fdesk/versions/1.0.0";
const PACKAGE_PATH = "/@acme%2fdesk/1.0.0";

function openLine(members: object = {}, files: Readonly<Record<string, string>> = {}): CommandLine {
  const line = openCommandLine({
    "package.json": JSON.stringify({ ...PACKAGE, ...members }),
    "server.js": "#!/usr/bin/node",
    "server.ts": SERVER,
    ...files,
  });
  onTestFinished(() => line[Symbol.dispose]());
  return line;
}

/** The answer of the registry for a version that it serves. */
const ENTRY = { server: { name: "io.github.acme/desk", version: "1.0.0" } };

/** The answers of a page, each a status or a document; the last one again and again. */
type Answers = (number | object)[];

/** Stands for npm and for the registry; both are asked under one URL. */
async function openRegistries(pages: Record<string, Answers>): Promise<readonly string[]> {
  const server = createServer((request, response) => {
    const answers = pages[request.url ?? ""] ?? [404];
    const answer = (answers.length > 1 ? answers.shift() : answers[0]) ?? 404;
    response.statusCode = typeof answer === "number" ? answer : 200;
    response.end(JSON.stringify(typeof answer === "number" ? {} : answer));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return ["--npm", url, "--registry", url];
}

/** Puts a command in the place of the registry's own, and returns the path to start it by. */
function installPublisher(line: CommandLine, code: string): Readonly<Record<string, string>> {
  const folder = join(line.folder, "tools");
  mkdirSync(folder);
  const file = join(folder, "mcp-publisher");
  writeFileSync(file, `#!${process.execPath}\n${code}\n`);
  chmodSync(file, 0o755);
  return { PATH: [folder, process.env["PATH"]].join(delimiter) };
}

const RECORD = `import { readFileSync, writeFileSync } from "node:fs";
writeFileSync("published.json", JSON.stringify([process.argv.slice(2), JSON.parse(readFileSync("server.json", "utf8")).name]));`;

test("a dry run prints the entry, and writes nothing", async () => {
  const line = openLine();
  const { code, out, err } = await line.run(["publish", "server.ts", "--dry-run"]);
  expect(err).toBe("");
  expect(code).toBe(0);
  expect(out).toContain('+  "name": "io.github.acme/desk",');
  expect(out).toContain('+  "title": "Desk",');
  expect(out).toMatch(/io\.github\.acme\/desk 1\.0\.0 can be published\n$/);
  expect(existsSync(join(line.folder, "server.json"))).toBe(false);
});

test("every fault is named at once, with its remedy (nuskey8/godot-docs-mcp#1)", async () => {
  const line = openLine({ mcpName: undefined, version: "1.0.1", bin: "server.ts" });
  const { code, err } = await line.run(["publish", "server.ts", "--dry-run"]);
  expect(code).toBe(2);
  expect(err).toBe(`error The registry would refuse this:
  - The server calls itself version 1.0.0, and package.json has 1.0.1; write the same
  - package.json has no mcpName, by which the registry knows your package: npm pkg set mcpName=io.github.acme/desk
  - The command desk of "bin" is server.ts, and Node takes no types out of files below node_modules; make one with mortise build
`);
});

test.each([
  [{ bin: "gone.js" }, [], /is gone\.js, which is not there; run the build before/],
  [{ bin: "package.json" }, [], /is package\.json, which has no first line that starts it/],
  [{}, ["--mcpb", "gone.mcpb"], /^error --mcpb: ENOENT/],
  [
    { repository: "gitlab:acme/desk" },
    ["--mcpb", "server.js"],
    /give that of the bundle with --mcpb-url/,
  ],
  [{}, ["--env", "A-B"], /"A-B" names no variable/],
  [{}, ["--remote", "http://desk.example"], /is not at an https URL/],
])(
  "with %j of package.json, %j is refused (contentful/contentful-mcp-server#293, illuminaresolutions/n8n-mcp-server#4)",
  async (members, args, message) => {
    const line = openLine(members);
    const { code, err } = await line.run(["publish", "--dry-run", ...args]);
    expect(err).toMatch(message);
    expect(code).toBe(2);
  },
);

test("a server.json that cannot be read is refused, and not written", async () => {
  const line = openLine({}, { "server.json": "{,}" });
  const { code, err } = await line.run(["publish"]);
  expect(err).toMatch(/^error .*server\.json is no JSON: /);
  expect(code).toBe(2);
  expect(readFileSync(join(line.folder, "server.json"), "utf8")).toBe("{,}");
});

test("a member that server.json has twice is refused with its place, and not written", async () => {
  const text = '{\n  "packages": [{ "registryType": "oci", "version": "1", "version": "2" }]\n}\n';
  const line = openLine({}, { "server.json": text });
  const { code, err } = await line.run(["publish"]);
  expect(err).toMatch(/server\.json has "version" twice, at line 2, column 57; take one out/);
  expect(code).toBe(2);
  expect(readFileSync(join(line.folder, "server.json"), "utf8")).toBe(text);
});

test("a server.json that is changed while the server is looked at stays", async () => {
  const path = join(openLine().folder, "server.json");
  const writing = `import { writeFileSync } from "node:fs";\nwriteFileSync(${JSON.stringify(path)}, "{}");\n`;
  const line = openLine({}, { "server.ts": writing + SERVER });
  symlinkSync(path, join(line.folder, "server.json"));
  const { code, err } = await line.run(["publish", "server.ts", "--workflow"]);
  expect(err).toContain("was changed by another program meanwhile, and is left as it is");
  expect(code).toBe(2);
  expect(readFileSync(path, "utf8")).toBe("{}");
});

test.skipIf(process.platform === "win32")("its mode and a link to it stay", async () => {
  const line = openLine({}, { "kept.json": "{}" });
  const path = join(line.folder, "kept.json");
  chmodSync(path, 0o640);
  symlinkSync(path, join(line.folder, "server.json"));
  expect((await line.run(["publish", "server.ts", "--workflow"])).code).toBe(0);
  expect(JSON.parse(readFileSync(path, "utf8"))).toMatchObject({ name: "io.github.acme/desk" });
  expect(statSync(path).mode & 0o777).toBe(0o640);
  expect(readdirSync(line.folder).filter((name) => name.endsWith(".new"))).toEqual([]);
});

test("a server that does not answer is a failure, and --timeout waits longer", async () => {
  const line = openLine(
    {},
    { "server.ts": `await new Promise(() => setInterval(() => 0, 1000));` },
  );
  const { code, err } = await line.run(["publish", "server.ts", "--timeout", "50ms"]);
  expect(code).toBe(5);
  expect(err).toContain("--timeout waits longer");
  expect(existsSync(join(line.folder, "server.json"))).toBe(false);
});

test("an entry is published when npm has the package, and is awaited in the registry (paiml/rust-mcp-sdk#299, karanb192/reddit-mcp-buddy#54)", async () => {
  const line = openLine();
  const env = installPublisher(line, RECORD);
  const flags = await openRegistries({
    [PACKAGE_PATH]: [404, 503, { mcpName: "io.github.acme/desk" }],
    [VERSION_PATH]: [404, 404, ENTRY],
  });
  const { code, out, err } = await line.run(["publish", ...flags], { env });
  expect(err).toBe("");
  expect(out).toBe("wrote server.json\nio.github.acme/desk 1.0.0 is in the registry\n");
  expect(code).toBe(0);
  expect(JSON.parse(readFileSync(join(line.folder, "published.json"), "utf8"))).toEqual([
    ["publish"],
    "io.github.acme/desk",
  ]);
});

test("a version that is in the registry is not published again", async () => {
  const line = openLine();
  const env = installPublisher(line, "process.exit(1)");
  const flags = await openRegistries({ [VERSION_PATH]: [ENTRY] });
  const { code, out } = await line.run(["publish", ...flags], { env });
  expect(out).toContain("io.github.acme/desk 1.0.0 was already in the registry");
  expect(code).toBe(0);
});

test.each([
  [
    { [PACKAGE_PATH]: [{}] },
    RECORD,
    /npm has @acme\/desk@1\.0\.0 with no mcpName; publish a new version/,
    2,
  ],
  [
    { [PACKAGE_PATH]: [{ mcpName: "x/y" }] },
    RECORD,
    /with mcpName "x\/y"; publish a new version/,
    2,
  ],
  [{}, RECORD, /npm does not have @acme\/desk@1\.0\.0; run npm publish before/, 2],
  [{ [VERSION_PATH]: [403] }, RECORD, /The registry answered .* with 403/, 3],
  [{ [VERSION_PATH]: [{}] }, RECORD, /answered without the entry of io\.github\.acme\/desk/, 3],
  [{ [VERSION_PATH]: [[]] }, RECORD, /answered without the entry of io\.github\.acme\/desk/, 3],
  [
    { [PACKAGE_PATH]: [{ mcpName: "io.github.acme/desk" }] },
    "process.exit(7)",
    /mcp-publisher publish ended with code 7; sign in with mcp-publisher login github/,
    3,
  ],
  [
    { [PACKAGE_PATH]: [{ mcpName: "io.github.acme/desk" }] },
    RECORD,
    /The registry does not serve io\.github\.acme\/desk 1\.0\.0 after 1ms; see what it says at http/,
    3,
  ],
])("with %j, the publication fails in words", async (pages, publisher, message, expected) => {
  const line = openLine();
  const env = installPublisher(line, publisher);
  const flags = await openRegistries(pages);
  const { code, err } = await line.run(["publish", ...flags, "--wait", "1ms"], { env });
  expect(err).toMatch(message);
  expect(code).toBe(expected);
});

test("without the command of the registry, the ways to have it are named", async () => {
  const line = openLine({ mcpName: "com.example.tools/desk" });
  const path = "/v0.1/servers/com.example.tools%2Fdesk/versions/1.0.0";
  const flags = await openRegistries({
    [PACKAGE_PATH]: [{ mcpName: "com.example.tools/desk" }],
    [path]: [404],
  });
  const { code, err } = await line.run(["publish", ...flags], { env: { PATH: line.folder } });
  expect(err).toMatch(
    /mcp-publisher is not installed: .*login dns --domain tools\.example\.com .*--workflow\n$/,
  );
  expect(code).toBe(2);
});

test("npm and the registry that cannot be reached are named", async () => {
  const line = openLine();
  const { code, err } = await line.run(["publish", "--registry", "http://127.0.0.1:1"]);
  expect(err).toMatch(/^error The registry cannot be reached at http:\/\/127\.0\.0\.1:1: /);
  expect(code).toBe(3);
});

test("a workflow is written at the root of the repository, over an older one alone", async () => {
  const line = openLine();
  mkdirSync(join(line.folder, ".git"));
  const folder = join(line.folder, "packages/desk");
  mkdirSync(folder, { recursive: true });
  const inner = { ...PACKAGE, private: true, bin: undefined };
  writeFileSync(join(folder, "package.json"), JSON.stringify(inner));
  writeFileSync(join(folder, "server.ts"), SERVER);
  writeFileSync(join(folder, "desk-1.0.0.mcpb"), "");
  const args = [
    "publish",
    "packages/desk/server.ts",
    "--mcpb",
    "packages/desk/desk-1.0.0.mcpb",
    "--workflow",
  ];
  const { code, out, err } = await line.run([...args, "--secret", "API_TOKEN: yours"]);
  expect(err).toBe("");
  expect(out).toContain(
    "wrote packages/desk/server.json\nwrote .github/workflows/publish-mcp.yml\n",
  );
  expect(code).toBe(0);
  const path = join(line.folder, ".github/workflows/publish-mcp.yml");
  const text = readFileSync(path, "utf8");
  expect(text).toContain('working-directory: "packages/desk"');
  expect(text).toContain(
    "npx mortise bundle server.ts --out dist/desk.mcpb --secret 'API_TOKEN: yours'",
  );
  expect(text).not.toContain("npm publish");
  expect((await line.run(args)).code).toBe(0);
  expect(readFileSync(path, "utf8")).toBe(text);
  writeFileSync(path, "name: mine\n");
  const refused = await line.run(args);
  expect(refused.err).toMatch(/publish-mcp\.yml is another workflow; rename it/);
  expect(readFileSync(path, "utf8")).toBe("name: mine\n");
});

test("the indentation of a server.json and members of its own stay", async () => {
  const line = openLine();
  const flags = await openRegistries({ [VERSION_PATH]: [ENTRY] });
  await line.run(["publish", ...flags]);
  const path = join(line.folder, "server.json");
  const document = JSON.parse(readFileSync(path, "utf8")) as object;
  const own = `${JSON.stringify({ ...document, title: "Mine", version: "0.9.0" }, null, "\t")}\n`;
  writeFileSync(path, own);
  const { out } = await line.run(["publish", ...flags]);
  expect(out).toContain("wrote server.json");
  expect(readFileSync(path, "utf8")).toBe(own.replace('"0.9.0"', '"1.0.0"'));
});

test.each(["<html>", "null", "7", ""])(
  "a page that answers with %j is no registry",
  async (body) => {
    const line = openLine();
    const server = createServer((_request, response) => void response.end(body));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { code, out, err } = await line.run(["publish", "--registry", url]);
    expect(err).toMatch(
      /^error The registry answered http.* with no JSON object\nMore: .*#http_error\n$/,
    );
    expect(out).toBe("wrote server.json\n");
    expect(code).toBe(3);
  },
);

test.each(["registry", "file:///etc/passwd", "https://ada:hunter2@127.0.0.1:1"])(
  "the registry is not asked at %s",
  async (url) => {
    const { code, err } = await openLine().run(["publish", "--registry", url]);
    expect(err).toBe(
      "error The registry is asked at an http or https URL without credentials; give another one\n",
    );
    expect(code).toBe(2);
  },
);

test("line ends and indentation stay, and a byte order mark does not", async () => {
  const line = openLine({}, { "server.json": '\uFEFF{\r\n    "title": "Mine"\r\n}\r\n' });
  const flags = await openRegistries({ [VERSION_PATH]: [ENTRY] });
  expect((await line.run(["publish", ...flags])).code).toBe(0);
  const text = readFileSync(join(line.folder, "server.json"), "utf8");
  expect(text).toMatch(/^\{\r\n {4}"title": "Mine",\r\n/);
  expect(text.replaceAll("\r\n", "")).not.toContain("\n");
});

test("a secret that the server says of itself is not published", async () => {
  const says = SERVER.replace('"Desk"', '"Desk of " + process.env.API_TOKEN');
  const line = openLine({}, { "server.ts": says });
  const { code, out, err } = await line.run(["publish", "server.ts", "--secret", "API_TOKEN"], {
    env: { API_TOKEN: "hunter2-hunter2" },
  });
  expect(err).toBe(
    "error server.json has the value of API_TOKEN, which all could read; take it out\n",
  );
  expect(out).toBe("");
  expect(code).toBe(2);
  expect(existsSync(join(line.folder, "server.json"))).toBe(false);
});

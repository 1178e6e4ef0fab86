import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { CommandLine } from "./fixture/command-line.ts";
import { MORTISE, openCommandLine } from "./fixture/command-line.ts";

const PACKAGE = {
  name: "desk",
  version: "1.0.0",
  description: "Tickets",
  author: "Ada",
  type: "module",
};
const SERVER = `import { createServer } from ${MORTISE};
export default createServer({ name: "desk", version: "1.0.0" }).tool("a", { description: "A" }, () => "a");
`;

function openLine(files: Readonly<Record<string, string>> = {}): CommandLine {
  const line = openCommandLine({
    "package.json": JSON.stringify(PACKAGE),
    "server.ts": SERVER,
    ...files,
  });
  onTestFinished(() => line[Symbol.dispose]());
  return line;
}

/** Writes a package of a project. */
function install(line: CommandLine, name: string, files: Readonly<Record<string, string>>): void {
  const folder = join(line.folder, "node_modules", name);
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
}

test.each([
  [{ author: undefined }, [], 'no author; add "author" to package.json, or give --author'],
  [{ version: "1.0" }, [], 'The version "1.0" of package.json is no semantic one'],
  [{}, ["--no-check", "--name", "my desk"], '"my desk" is no name for a bundle'],
  [{}, ["--secret", "TOKEN=hunter2"], "The secret TOKEN has a default"],
  [{}, ["--env", "A", "--secret", "A"], "A is given twice"],
  [{}, ["--icon", "server.ts"], "server.ts is no PNG"],
  [{}, ["--icon", "none.png"], "--icon: ENOENT"],
  [{}, ["--max-size", "1kB"], '--max-size takes megabytes, such as 4; "1kB" is none'],
  [{}, ["--author", "<ada@example.com>"], "--author has no name"],
  [{}, ["--include", "gone.txt"], "--include gone.txt: there is no gone.txt"],
  [{}, ["--out", "server.ts"], "is a source of the server; name another file with --out"],
  [{}, ["--out", "package.json"], "was not made by mortise bundle; remove it first"],
  [{}, ["--include", ".."], "--include .. is not below the server; say where"],
])(
  "with %j of package.json, %j is refused, and nothing is written",
  async (members, args, message) => {
    const line = openLine({ "package.json": JSON.stringify({ ...PACKAGE, ...members }) });
    const { code, err } = await line.run(["bundle", "server.ts", ...args]);
    expect(err).toContain(message);
    expect(err).not.toContain("hunter2");
    expect(code).toBe(2);
    expect(existsSync(join(line.folder, "dist"))).toBe(false);
  },
);

test("a prompt that does not answer in time is a failure, and --timeout waits longer", async () => {
  const hanging = SERVER.replace(
    /;\n$/,
    '.prompt("p", { description: "P" }, () => new Promise(() => {}));\n',
  );
  const line = openLine({ "server.ts": hanging });
  const { code, err } = await line.run(["bundle", "server.ts", "--timeout", "2s"]);
  expect(err).toContain("--timeout waits longer");
  expect(code).toBe(5);
  expect(existsSync(join(line.folder, "dist"))).toBe(false);
});

test("the server may say what package.json lacks, and need no package.json", async () => {
  const line = openLine({
    "package.json": '{ "type": "module" }',
    "server.ts": SERVER.replace('"1.0.0"', '"2.1.0", description: "Tickets"'),
  });
  const { err, code } = await line.run(["bundle", "server.ts", "--author", "Ada"]);
  expect(err).toBe("");
  expect(code).toBe(0);
  expect(existsSync(join(line.folder, "dist/desk-2.1.0.mcpb"))).toBe(true);
});

test("a bundle takes the place of an older one, and lies there as a plain file", async () => {
  const line = openLine();
  const args = ["bundle", "server.ts", "--no-check", "--out", "a.mcpb"];
  expect((await line.run(args)).code).toBe(0);
  expect((await line.run(args)).code).toBe(0);
  expect(statSync(join(line.folder, "a.mcpb")).mode & 0o111).toBe(0);
});

test("two versions are remarked on", async () => {
  const line = openLine({ "server.ts": SERVER.replace("1.0.0", "0.9.0") });
  const { err } = await line.run(["bundle", "server.ts"]);
  expect(err).toBe(
    "note the server calls itself version 0.9.0; the bundle has 1.0.0, that of package.json\n",
  );
});

test("a bundle over the limit is refused with its largest files, until it is allowed", async () => {
  const noise = Array.from(
    { length: 400_000 },
    (_, index) => Math.imul(index, 2_654_435_761) >>> 0,
  );
  const line = openLine({ "data.txt": noise.join("\n") });
  const args = ["bundle", "server.ts", "--no-check", "--include", "data.txt"];
  const { code, err } = await line.run(args);
  expect(code).toBe(2);
  const [, enough] =
    /has [\d.]+ MB, and is to have 1.0 MB at most.* unpacked, server\/data.txt \([\d.]+ MB\), server\/index.js .*--max-size (\d)\n$/s.exec(
      err,
    ) ?? [];
  expect(enough).toBeDefined();
  expect((await line.run([...args, "--max-size", enough ?? ""])).code).toBe(0);
});

test("files that the server reads are found at their places only if they are included", async () => {
  const line = openLine({
    "server.ts": `import { readFileSync } from "node:fs";
${SERVER}readFileSync(new URL("./page.txt", import.meta.url));
`,
    "page.txt": "page",
  });
  const without = await line.run(["bundle", "server.ts"]);
  expect(without.err).toMatch(
    /^note server.ts asks for its own place; name the files .* --include\n/,
  );
  expect(without.err).toContain("ENOENT");
  expect(without.code).not.toBe(0);
  mkdirSync(join(line.folder, "pages"));
  writeFileSync(join(line.folder, "pages/page.txt"), "page");
  const moved = ["--include", "pages/page.txt=page.txt"];
  for (const args of [["--include", "page.txt"], moved]) {
    const { err, code } = await line.run(["bundle", "server.ts", ...args]);
    expect(err).toBe("");
    expect(code).toBe(0);
  }
});

test.each([
  [".env", /\.env holds values that could be read in the bundle; name them with --secret/],
  ["addon.node", /addon\.node is native code/],
  ["index.js", /--include has index\.js, where the server itself is/],
])("%s is not included", async (name, message) => {
  const { code, err } = await openLine({ [name]: "x" }).run([
    ...["bundle", "server.ts", "--include", name],
  ]);
  expect(err).toMatch(message);
  expect(code).toBe(2);
});

test("native code is refused with the package that has it", async () => {
  const line = openLine({ "server.ts": `import "addon";\n${SERVER}` });
  install(line, "addon", {
    "package.json": '{ "main": "index.js", "dependencies": { "node-gyp-build": "4" } }',
    "index.js": 'try { require("node-gyp-build")(__dirname); } catch { module.exports = "slow"; }',
  });
  install(line, "node-gyp-build", {
    "index.js": "module.exports = () => { throw new Error('none'); };",
  });
  const { code, err } = await line.run(["bundle", "server.ts"]);
  expect(code).toBe(2);
  expect(err).toMatch(
    /^error addon has native code, which works on one system and is not in a bundle: .* --external addon\n$/m,
  );
});

test("a package that picks a build for this system has native code", async () => {
  const line = openLine({ "server.ts": `import "@acme/image";\n${SERVER}` });
  install(line, "@acme/image", {
    "package.json": '{ "optionalDependencies": { "@acme/image-linux-x64": "1" } }',
    "index.js": "globalThis.image = 1;",
  });
  const { code, err } = await line.run(["bundle", "server.ts"]);
  expect(code).toBe(2);
  expect(err).toContain("error @acme/image has native code");
});

test("a file of native code is no module, whichever command reads it", async () => {
  const line = openLine({ "server.ts": `import "addon";\n${SERVER}` });
  install(line, "addon", {
    "package.json": '{ "main": "addon.node" }',
    "addon.node": "\u007fELF\u00ff",
  });
  writeFileSync(
    join(line.folder, "node_modules/addon/addon.node"),
    Buffer.from([0x7f, 0xff, 0xfe]),
  );
  for (const command of ["build", "bundle"]) {
    const { code, err } = await line.run([command, "server.ts"]);
    expect(code).toBe(2);
    expect(err).toBe(
      "error server.ts:1:8 loads node_modules/addon/addon.node, native code that no JavaScript file holds; use a package without, or leave it out with --external addon\n",
    );
  }
});

test("a package that the server can do without is left out", async () => {
  const line = openLine({
    "server.ts": `const found = await import("addon").then(() => "found", () => "none");
${SERVER}process.stderr.write(found);
`,
  });
  install(line, "addon", {
    "package.json": '{ "main": "index.js", "dependencies": { "bindings": "1" } }',
    "index.js": "globalThis.image = 1;",
  });
  const { code, err } = await line.run(["bundle", "server.ts", "--external", "addon"]);
  expect(err).toBe("");
  expect(code).toBe(0);
});

test("a variable that the server lacks is named in the error", async () => {
  const needs = `if (!process.env.API_TOKEN) throw new Error("no API_TOKEN");\n${SERVER}`;
  const line = openLine({ "server.ts": needs });
  const args = ["bundle", "server.ts", "--secret", "API_TOKEN"];
  const unset = await line.run(args);
  expect(unset.err).toContain("; set API_TOKEN here, so that it starts");
  const unnamed = await line.run(["bundle", "server.ts"], { env: { API_TOKEN: "hunter2" } });
  expect(unnamed.err).toContain("; ask the user for what it needs: --secret API_TOKEN");
  const { code } = await line.run(args, { env: { API_TOKEN: "hunter2" } });
  expect(code).toBe(0);
  const archive = readFileSync(join(line.folder, "dist/desk-1.0.0.mcpb"), "latin1");
  expect(archive).not.toContain("hunter2");
});

test("a server that prints to stdout is remarked on", async () => {
  const line = openLine({ "server.ts": `process.stdout.write("banner\\n");\n${SERVER}` });
  const { code, err } = await line.run(["bundle", "server.ts"]);
  expect(err).toMatch(/^note the server prints to stdout, which is for messages; .*banner/);
  expect(code).toBe(0);
});

test("--no-check starts nothing", async () => {
  const line = openLine({ "server.ts": `throw new Error("never");\n${SERVER}` });
  const { code, out } = await line.run(["bundle", "server.ts", "--no-check", "--out", "a/b.mcpb"]);
  expect(code).toBe(0);
  expect(out).toMatch(/^a\/b\.mcpb {2}\d+ kB\nsha256 /);
});

test("a secret that the server says of itself is refused, without its value", async () => {
  const says = SERVER.replace('"A"', '"With " + process.env.API_TOKEN');
  const line = openLine({ "server.ts": says });
  const args = ["bundle", "server.ts", "--secret", "API_TOKEN"];
  const value = 'hunter2 "quoted"';
  const { code, out, err } = await line.run(args, { env: { API_TOKEN: value } });
  expect(err).toMatch(/^error manifest\.json has the value of API_TOKEN, which every user/);
  expect(out + err).not.toContain("hunter2");
  expect(code).toBe(2);
  expect(existsSync(join(line.folder, "dist"))).toBe(false);
  const harmless = await line.run(args, { env: { API_TOKEN: "x" } });
  expect(harmless.code).toBe(0);
});

test("a secret in an included file is refused", async () => {
  const line = openLine({ "config.json": '{ "token": "hunter2-hunter2" }' });
  const args = ["bundle", "server.ts", "--no-check", "--secret", "API_TOKEN"];
  const env = { API_TOKEN: "hunter2-hunter2" };
  const { code, err } = await line.run([...args, "--include", "config.json"], { env });
  expect(err).toContain("error server/config.json has the value of API_TOKEN");
  expect(code).toBe(2);
});

test.each(["../../../../escaped.txt", "../manifest.json", "c:x"])(
  "the place %j of an included file is refused before anything is written",
  async (place) => {
    const line = openLine({ "a.txt": "a", "server.ts": `${SERVER}throw new Error("started");` });
    const { code, err } = await line.run(["bundle", "server.ts", "--include", `a.txt=${place}`]);
    expect(err).toContain("is no path that an archive can have");
    expect(code).toBe(2);
  },
);

test.each([
  ["prod.env", "A=1", "holds values that could be read"],
  [".npmrc", "//registry.npmjs.org/:_authToken=x", "holds values that could be read"],
  ["tls.p12", "", "holds values that could be read"],
  ["id_ed25519", "-----BEGIN OPENSSH PRIVATE KEY-----\n", "has a private key"],
  ["account.json", '{"key":"-----BEGIN PRIVATE KEY-----\\n"}', "has a private key"],
  ["ring.asc", "-----BEGIN PGP PRIVATE KEY BLOCK-----\n", "has a private key"],
])("%s is refused as an included file", async (name, text, message) => {
  const line = openLine({ [name]: text });
  const { code, err } = await line.run(["bundle", "server.ts", "--no-check", "--include", name]);
  expect(err).toContain(`${name} ${message}`);
  expect(code).toBe(2);
});

test.skipIf(process.platform === "win32")(
  "pipes, devices and links to secrets are refused",
  async () => {
    const line = openLine({ ".env": "A=1" });
    execFileSync("sh", ["-c", 'mkfifo "$0"', join(line.folder, "pipe")]);
    symlinkSync(".env", join(line.folder, "settings"));
    const args = ["bundle", "server.ts", "--no-check"];
    const include = (path: string) => line.run([...args, "--include", path]);
    expect((await include("pipe")).err).toMatch(/pipe is no regular file/);
    expect((await include("/dev/zero=zero")).err).toMatch(/\/dev\/zero is no regular file/);
    expect((await include("settings")).err).toMatch(/settings holds values/);
    expect((await line.run([...args, "--icon", "/dev/zero"])).err).toMatch(/is no regular file/);
    rmSync(join(line.folder, "package.json"));
    mkdirSync(join(line.folder, "package.json"));
    expect((await line.run(args)).err).toMatch(/^error package\.json: .* is no regular file/);
  },
);

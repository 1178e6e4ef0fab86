import { once } from "node:events";
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import type { RequestListener } from "node:http";
import { createServer as createHttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import type { ClientHome, Report } from "./fixture/client-home.ts";
import { openClientHome } from "./fixture/client-home.ts";
import { MORTISE, openCommandLine } from "./fixture/command-line.ts";

const SERVER = `import { createServer } from ${MORTISE};
export default createServer({ name: "desk", version: "1.2.0" })
  .tool("ping", { description: "Answers." }, () => process.env.API_KEY ?? "none");`;

const line = openCommandLine({ "server.ts": SERVER });
afterAll(() => line[Symbol.dispose]());

let home: ClientHome;
beforeEach(() => {
  home = openClientHome(line);
});

test("installs, finds itself there, answers through the doctor, and gives the bytes back (vshulcz/deja-vu#3244)", async () => {
  const old = '{ // mine\r\n  "mcpServers": {\r\n    "a": {"command": "x"},\r\n  },\r\n}';
  home.writeCursor(old);
  const first = await home.install([
    "server.ts",
    "--to",
    "cursor",
    "codex",
    "-e",
    "API_KEY=s3cret",
  ]);
  expect(first.code).toBe(0);
  expect(first.out).toContain("desk 1.2.0 answers with 1 tool: ping");
  expect(first.out).toContain(`Cursor: desk is written into ${home.cursorFile}`);
  const again = await home.report(["server.ts", "--to", "cursor", "codex", "-e", "API_KEY=s3cret"]);
  expect(again.clients.map(({ status }) => status)).toEqual(["unchanged", "unchanged"]);
  const doctor = await home.report(["--doctor"]);
  expect(doctor.servers.map(({ server, status, tools }) => [server, status, tools])).toEqual([
    ["desk", "ok", ["ping"]],
    ["desk", "ok", ["ping"]],
  ]);
  const listed = await home.install(["--list"]);
  expect(listed.out).toContain("✓ desk");
  const removed = await home.install(["--remove", "desk"]);
  expect(removed.code).toBe(0);
  expect(readFileSync(home.cursorFile, "utf8")).toBe(old);
  expect(readdirSync(join(home.folder, ".codex"))).toEqual([]);
});

test("a dry run prints the differences without the secret, and writes nothing", async () => {
  const { out } = await home.install([
    "server.ts",
    "--to",
    "cursor",
    "--dry-run",
    "-e",
    "API_KEY=s3cret",
  ]);
  expect(out).toContain(`+++ ${home.cursorFile}`);
  expect(out).toContain('+        "API_KEY": "(redacted)"');
  expect(out).not.toContain("s3cret");
  expect(readdirSync(home.folder)).not.toContain(".cursor");
});

test("several at once lose no server, and one by one they give the bytes back", async () => {
  const old = '{"mcpServers":{"a":{"command":"x"}}}';
  home.writeCursor(old);
  const names = ["one", "two", "three", "four"];
  const codes = await Promise.all(
    names.map((name) =>
      home.install(["server.ts", "--to", "cursor", "--name", name, "--no-check"]),
    ),
  );
  expect(codes.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
  expect(Object.keys(home.readCursor()).sort()).toEqual(["a", "four", "one", "three", "two"]);
  for (const name of ["two", "four", "one", "three"]) await home.install(["--remove", name]);
  expect(readFileSync(home.cursorFile, "utf8")).toBe(old);
});

test("a file that was made by the first of two servers goes with the last", async () => {
  await home.install(["server.ts", "--to", "cursor", "--name", "one", "--no-check"]);
  await home.install(["server.ts", "--to", "cursor", "--name", "two", "--no-check"]);
  await home.install(["--remove", "one"]);
  expect(Object.keys(home.readCursor())).toEqual(["two"]);
  await home.install(["--remove", "two"]);
  expect(readdirSync(join(home.folder, ".cursor"))).toEqual([]);
});

test("an entry of ours is written anew, that of another only with --replace, and comes back", async () => {
  await home.install(["server.ts", "--to", "cursor", "--no-check"]);
  const changed = await home.report([
    "server.ts",
    "--to",
    "cursor",
    "--no-check",
    "-e",
    "LEVEL=debug",
  ]);
  expect(changed.clients[0]?.status).toBe("written");
  expect(home.readCursor()["server"]?.env).toEqual({ LEVEL: "debug" });
  const foreign = '{"mcpServers": {"server": {"command": "x"}}}';
  home.writeCursor(foreign);
  await home.install(["--remove", "server"]);
  home.writeCursor(foreign);
  const refused = await home.install(["server.ts", "--to", "cursor", "--no-check"]);
  expect(refused.code).toBe(2);
  expect(refused.out).toContain('already has another server "server"');
  await home.install(["server.ts", "--to", "cursor", "--no-check", "--replace"]);
  expect(home.readCursor()["server"]?.args).toHaveLength(1);
  await home.install(["--remove", "server"]);
  expect(readFileSync(home.cursorFile, "utf8")).toBe(foreign);
});

test("another server of the same name is refused, also if the first was installed by us", async () => {
  mkdirSync(join(line.folder, "other"), { recursive: true });
  writeFileSync(join(line.folder, "other/server.ts"), SERVER);
  await home.report(["server.ts", "--to", "cursor"]);
  const file = join(home.folder, ".cursor/mcp.json");
  const first = readFileSync(file, "utf8");

  const other = await home.report(["other/server.ts", "--to", "cursor"]);
  expect(other.clients[0]).toMatchObject({
    status: "refused",
    message: expect.stringMatching(/already has another server "desk"; choose another name/),
  });
  expect(readFileSync(file, "utf8")).toBe(first);

  await home.report(["other/server.ts", "--to", "cursor", "--name", "other"]);
  await home.report(["other/server.ts", "--to", "cursor", "--name", "desk", "--replace"]);
  expect(Object.keys(JSON.parse(readFileSync(file, "utf8")).mcpServers)).toEqual(["desk", "other"]);
  expect(JSON.parse(readFileSync(file, "utf8")).mcpServers.desk.args.join(" ")).toContain("other");
});

test("a broken file is left as it is, and does not keep another client from its server (anthropics/claude-code#40226)", async () => {
  home.writeCursor('{"mcpServers": {');
  const { clients } = await home.report(["server.ts", "--to", "cursor", "gemini-cli"]);
  expect(clients.map(({ client, status }) => [client, status])).toEqual([
    ["cursor", "refused"],
    ["gemini-cli", "written"],
  ]);
  expect(clients[0]?.message).toContain(
    "is no JSON: a } is missing at line 1, column 17; correct it",
  );
  expect(readFileSync(home.cursorFile, "utf8")).toBe('{"mcpServers": {');
});

test("a server that does not answer is written nowhere", async () => {
  line.write("broken.ts", 'throw new Error("no database at db.example");');
  const { code, err } = await home.install(["broken.ts", "--to", "cursor"]);
  expect(code).toBe(3);
  expect(err).toContain("no database at db.example");
  expect(readdirSync(home.folder)).not.toContain(".cursor");
});

describe("a project's file", () => {
  test("gets names of variables rather than values, in the form of the client (sarvamai/skills#12)", async () => {
    const { clients } = await home.report(
      ["server.ts", "--to", "vscode", "codex", "--project", "-e", "API_KEY"],
      { API_KEY: "s3cret" },
    );
    const [code = "", codex = ""] = clients.map(({ file }) => readFileSync(file, "utf8"));
    expect(JSON.parse(code).servers.desk.env).toEqual({ API_KEY: "\u0024{env:API_KEY}" });
    expect(codex).toContain('env_vars = ["API_KEY"]');
    expect(code + codex).not.toContain("s3cret");
  });

  test.each<[string[], string]>([
    [
      ["server.ts", "--to", "vscode", "-e", "API_KEY=s3cret"],
      "give --env API_KEY without its value",
    ],
    [
      ["server.ts", "--to", "zed", "-e", "API_KEY"],
      "Zed takes no variables from its own environment",
    ],
    [["server.ts", "--to", "claude-desktop"], "Claude Desktop keeps no servers in projects"],
    [
      ["https://a.example/mcp?api_key=s3cret", "--to", "vscode"],
      "the parameter api_key of the URL looks like a secret",
    ],
    [
      ["https://a.example/mcp", "--header", "Authorization: Bearer s3cret", "--to", "vscode"],
      "leave the header Authorization",
    ],
  ])(
    "refuses %j (sarvamai/skills#12, MotWakorb/enhancedchannelmanager#403)",
    async (args, message) => {
      const { code, err } = await home.install([...args, "--project", "--no-check"], {
        API_KEY: "x",
      });
      expect(err).toContain(message);
      expect(err).not.toContain("s3cret");
      expect(code).toBe(2);
    },
  );
});

describe("the doctor", () => {
  async function examine(entry: object): Promise<Report["servers"][number] | undefined> {
    home.writeCursor(JSON.stringify({ mcpServers: { x: entry } }));
    const { servers } = await home.report(["--doctor", "--to", "cursor", "--timeout", "20s"]);
    return servers[0];
  }

  test("says that a program or a file is missing", async () => {
    expect((await examine({ command: "/no/node", args: ["/no/x.js"] }))?.findings).toEqual([
      expect.stringContaining("there is no program /no/node"),
      expect.stringContaining("there is no file /no/x.js"),
    ]);
  });

  test("says that the Node of the entry is too old", async () => {
    const node = join(home.folder, "node");
    writeFileSync(node, '#!/bin/sh\n[ "$1" = --version ] && echo v18.20.0 && exit 0\nexit 1\n');
    chmodSync(node, 0o755);
    expect((await examine({ command: node, args: [] }))?.findings).toContainEqual(
      `${node} is Node 18.20.0, and servers of Mortise need 22.18; install again with a newer one`,
    );
  });

  test("says that the server prints to stdout", async () => {
    line.write(
      "noisy.sh",
      `echo starting up\nexec ${JSON.stringify(process.execPath)} ${JSON.stringify(join(line.folder, "served.ts"))}\n`,
    );
    line.write(
      "served.ts",
      `${SERVER.replace("export default", "const server =").replace("createServer }", "createServer, serve }")}\nawait serve(server);`,
    );
    const found = await examine({ command: "/bin/sh", args: [join(line.folder, "noisy.sh")] });
    expect(found).toMatchObject({ status: "ok", tools: ["ping"] });
    expect(found?.findings).toEqual([expect.stringContaining("prints to stdout")]);
  });

  test("says that nothing answers, and that an entry was lost (anthropics/claude-code#65463)", async () => {
    home.writeCursor(
      JSON.stringify({ mcpServers: { x: { command: "/bin/sh", args: ["-c", "cat >/dev/null"] } } }),
    );
    const { servers } = await home.report(["--doctor", "--to", "cursor", "--timeout", "100ms"]);
    expect(servers[0]?.findings).toContainEqual(
      expect.stringContaining("answers nothing on stdout"),
    );
    await home.install(["server.ts", "--to", "cursor", "--no-check"]);
    home.writeCursor("{}");
    const lost = await home.report(["--doctor"]);
    expect(lost.servers[0]?.findings).toEqual([expect.stringContaining("was lost from the file")]);
  });

  test("says that a variable is a placeholder, or not set (NousResearch/hermes-agent#44704)", async () => {
    const serving = { command: process.execPath, args: [join(line.folder, "served.ts")] };
    const placeholder = await examine({ ...serving, env: { API_KEY: "your-api-key" } });
    expect(placeholder?.findings).toEqual(["API_KEY has a placeholder, and no value"]);
    const unset = await examine({ ...serving, env: { NOT_SET_HERE: "\u0024{env:NOT_SET_HERE}" } });
    expect(unset?.findings).toEqual([expect.stringContaining("NOT_SET_HERE is not set here")]);
  });
});

test.runIf(process.platform !== "win32")(
  "the doctor ends a server by the end of its input, without a signal, and leaves none (zhukunpenglinyutong/jetbrains-cc-gui#1723)",
  async () => {
    const log = join(home.folder, "log");
    line.write(
      "recorded.ts",
      `import { appendFileSync } from "node:fs";
const log = (text: string) => appendFileSync(${JSON.stringify(log)}, text + "\\n");
process.stdin.once("end", () => log("end " + process.pid));
process.once("SIGTERM", () => log("signal"));
${SERVER.replace("export default", "const server =").replace("createServer }", "createServer, serve }")}
await serve(server);`,
    );
    const entry = { command: process.execPath, args: [join(line.folder, "recorded.ts")] };
    home.writeCursor(JSON.stringify({ mcpServers: { x: entry } }));
    for (let count = 0; count < 3; count += 1) {
      const { servers } = await home.report(["--doctor", "--to", "cursor"]);
      expect(servers[0]).toMatchObject({ status: "ok", tools: ["ping"] });
    }
    const ends = readFileSync(log, "utf8").trim().split("\n");
    expect(ends.map((end) => end.replace(/\d+/, "pid"))).toEqual(["end pid", "end pid", "end pid"]);
    for (const end of ends) {
      expect(() => process.kill(Number(end.slice(4)), 0)).toThrow("ESRCH");
    }
  },
);

test("in WSL the entry for a client of Windows is shown too (wonderwhy-er/DesktopCommanderMCP#10)", async () => {
  const args = ["server.ts", "--to", "claude-desktop", "codex", "-e", "API_KEY=s3cret"];
  const { out } = await home.install(args, { WSL_DISTRO_NAME: "Ubuntu" });
  const [note = "", ...others] = out.split("\n").filter((each) => each.includes("this is WSL"));
  expect(note).toContain('"command":"wsl.exe","args":["-d","Ubuntu","--exec",');
  expect(note).not.toContain("s3cret");
  expect(others).toEqual([]);
  const plain = await home.install([...args, "--name", "other"], { WSL_DISTRO_NAME: "" });
  expect(plain.out).not.toContain("WSL");
});

test("proxies of this terminal are offered to a client of the desktop, without their values (modelcontextprotocol/modelcontextprotocol#318)", async () => {
  const proxy = { HTTPS_PROXY: "http://ada:s3cret@127.0.0.1:1", NODE_EXTRA_CA_CERTS: "" };
  const ask = (...args: string[]) =>
    home.install(["server.ts", "--no-check", "--dry-run", "--to", ...args], proxy);
  const { err } = await ask("cursor");
  expect(err).toContain("HTTPS_PROXY: set here, and not for clients that a desktop starts");
  expect(err).toMatch(/-e HTTPS_PROXY\b.* -e NODE_USE_ENV_PROXY=1/);
  expect(err).not.toContain("s3cret");
  expect((await ask("codex")).err).not.toContain("HTTPS_PROXY");
  expect((await ask("cursor", "-e", "HTTPS_PROXY")).err).not.toContain("HTTPS_PROXY:");
});

test("the doctor finds by the client's log that an entry was not started since (anthropics/claude-code#38830)", async () => {
  const { clients } = await home.report(["server.ts", "--to", "claude-desktop"]);
  const file = clients[0]?.file ?? "";
  const diagnose = async () => (await home.report(["--doctor"])).servers[0];
  const unread = await diagnose();
  expect(unread?.status).toBe("ok");
  expect(unread?.findings).toEqual([
    expect.stringMatching(
      /^Claude Desktop has not started it since the file was written\. Quit it/,
    ),
  ]);
  const isMac = process.platform === "darwin";
  const logs = isMac ? join(home.folder, "Library/Logs/Claude") : join(file, "../logs");
  mkdirSync(logs, { recursive: true });
  const log = join(logs, "mcp-server-desk.log");
  writeFileSync(log, "started");
  const read = { atime: 0, mtime: statSync(file).mtimeMs / 1000 + 1 };
  utimesSync(log, read.atime, read.mtime);
  expect((await diagnose())?.findings).toEqual([`Claude Desktop logs to ${log}`]);
  utimesSync(log, 0, 0);
  expect((await diagnose())?.findings).toHaveLength(2);
});

test("links are printed without writing, and remote clients have steps and what is missing", async () => {
  const { links } = await home.report([
    "server.ts",
    "--link",
    "-e",
    "API_KEY=s3cret",
    "--no-check",
  ]);
  expect(links.map(({ url }) => url.split(":")[0])).toEqual(["cursor", "vscode", "goose"]);
  expect(JSON.stringify(links)).not.toContain("s3cret");
  const remote = await home.report(["http://127.0.0.1:1/mcp", "--to", "chatgpt", "--no-check"]);
  expect(remote.steps[0]?.findings).toEqual([
    "the URL is not https, which they require",
    expect.stringContaining("127.0.0.1 is not on the internet"),
  ]);
  const file = await home.install(["server.ts", "--to", "claude-ai", "--no-check"]);
  expect(file.err).toContain("Claude.ai runs elsewhere and reaches URLs alone");
});

test("without a client those that are here are named", async () => {
  home.writeCursor("{}");
  const { code, err } = await home.install(["server.ts"]);
  expect(code).toBe(2);
  expect(err).toContain("Which client? Name it with --to; on this machine: cursor");
});

test("a URL is reached before it is written, and a login is left to the client", async () => {
  const [open, closed] = await Promise.all([
    startListener((_request, response) => response.writeHead(404).end()),
    startListener((_request, response) =>
      response.writeHead(401, { "www-authenticate": "Bearer" }).end(),
    ),
  ]);
  const refused = await home.install([open, "--to", "cursor"]);
  expect(refused.code).toBe(3);
  expect(readdirSync(home.folder)).not.toContain(".cursor");
  const written = await home.report([closed, "--to", "cursor", "codex", "--name", "crm"]);
  expect(written.check.status).toBe("login");
  expect(home.readCursor()["crm"]).toEqual({ url: closed });
  const steps = await home.report([closed, "--to", "chatgpt"]);
  expect(steps.steps[0]?.findings).toContainEqual(expect.stringContaining("RFC 9728"));
  const desktop = await home.install([closed, "--to", "claude-desktop"]);
  expect(desktop.err).toContain("Claude Desktop reaches no URLs from its file. Add the URL in");
});

async function startListener(answer: RequestListener): Promise<string> {
  const server = createHttpServer(answer).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}/mcp`;
}

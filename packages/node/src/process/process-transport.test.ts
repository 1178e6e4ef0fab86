import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { MortiseError } from "@mortise/protocol";
import { expect, test } from "vitest";
import { connect } from "../connect.ts";
import type { ProcessTarget } from "./process-transport.ts";
import { ProcessTransport } from "./process-transport.ts";

/** A server of 25 lines: what each test adds decides how it misbehaves. */
const BASE = `
  import { createInterface } from "node:readline";
  const write = (message) => process.stdout.write(JSON.stringify({ jsonrpc: "2.0", ...message }) + "\\n");
  const text = (id, value) => write({ id, result: { content: [{ type: "text", text: String(value) }] } });
  const tools = {};
  const modern = (id) => write({ id, result: { resultType: "complete", supportedVersions: ["2026-07-28"], capabilities: { tools: {} } } });
  const legacy = (id) => write({ id, result: { protocolVersion: "2025-06-18", capabilities: { tools: {} }, serverInfo: { name: "small", version: "1" } } });
  let discover = (id) => write({ id, error: { code: -32601, message: "Method not found" } });
  let initialize = legacy;
  createInterface({ input: process.stdin }).on("line", (line) => {
    const { id, method, params } = JSON.parse(line);
    if (method === "server/discover") discover(id);
    else if (method === "initialize") initialize(id);
    else if (method === "ping") write({ id, result: {} });
    else if (method === "tools/call") tools[params.name](id, params.arguments, params);
  });
`;

function server(source: string, options: Partial<ProcessTarget> = {}): ProcessTarget {
  const args = ["--input-type=module", "--eval", BASE + source];
  return { command: process.execPath, args, stderr: "capture", ...options };
}

/** Lets a process take as long to start as a busy machine makes it. */
const PATIENT = { probeTimeout: "10m", timeout: "10m" } as const;

test("a server that stays silent on the probe is legacy", async () => {
  const target = server("discover = () => undefined;");
  await using client = await connect(target, { probeTimeout: 100 });
  expect(client.revision).toBe("2025-06-18");
});

test("a server that exits over the probe is started again as legacy, and then remembered", async () => {
  let starts = 0;
  const target = server(`console.error("started"); discover = () => process.exit(3);`, {
    stderr: (text) => {
      starts += text.split("started").length - 1;
    },
  });
  const first = await connect(target, PATIENT);
  expect(first.revision).toBe("2025-06-18");
  await first.close();
  expect(starts).toBe(2);
  await (await connect(target, PATIENT)).close();
  expect(starts).toBe(3);
});

test("a remembered revision is negotiated again when it no longer holds", async () => {
  const args = (source: string): ProcessTarget => server("", { env: { SOURCE: source } });
  const dynamic = (source: string): ProcessTarget => ({
    ...args(source),
    args: ["--input-type=module", "--eval", `${BASE} eval(process.env.SOURCE);`],
  });
  await (await connect(dynamic(""), PATIENT)).close();
  await using client = await connect(
    dynamic(
      "discover = modern; initialize = (id) => write({ id, error: { code: -32601, message: 'gone' } })",
    ),
    PATIENT,
  );
  expect(client.revision).toBe("2026-07-28");
});

test("a modern server that is slow to start is asked again after it refuses initialize (hermes-labs-ai/fidelis#24)", async () => {
  const target = server(`
    let asked = 0;
    discover = (id) => { asked += 1; if (asked > 1) modern(id); };
    initialize = (id) => write({ id, error: { code: -32601, message: "Method not found" } });
  `);
  await using client = await connect(target, { probeTimeout: 100 });
  expect(client.revision).toBe("2026-07-28");
});

test("lines that are no message are reported and do no harm", async () => {
  const warnings: string[] = [];
  const target = server(`console.log("Server is ready"); console.log("{}");`);
  await using client = await connect(target, { onWarning: (message) => warnings.push(message) });
  await client.ping();
  expect(warnings.join("\n")).toContain("Server is ready");
});

test.each([
  "result: null",
  'result: "text"',
  'error: "boom"',
  'error: { code: "E_FAIL", message: "boom" }',
])("an answer with { %s } fails its call at once", async (answer) => {
  const target = server(`tools.odd = (id) => write({ id, ${answer} });`);
  await using client = await connect(target, PATIENT);
  await expect(client.callTool("odd")).rejects.toMatchObject({
    code: "INVALID_RESPONSE",
    message: expect.stringContaining("wrote to stdout a line that is no message"),
  });
  await client.ping();
});

test.each([
  ["an id as a text", "write({ id: String(id), ...answer })"],
  [
    "a byte order mark before the line",
    'process.stdout.write("\\ufeff"); write({ id, ...answer })',
  ],
  [
    "a batch",
    'process.stdout.write(JSON.stringify([{ jsonrpc: "2.0", method: "notifications/x" }, { jsonrpc: "2.0", id, ...answer }]) + "\\n")',
  ],
])("an answer with %s is taken", async (_, write) => {
  const answer = '{ result: { content: [{ type: "text", text: "taken" }] } }';
  const target = server(`tools.odd = (id) => { const answer = ${answer}; ${write}; };`);
  await using client = await connect(target, PATIENT);
  expect((await client.callTool("odd")).text).toBe("taken");
});

test("a server that nests an error as deep as it can ends its own call alone", async () => {
  const deep = '"[".repeat(100_000) + "]".repeat(100_000)';
  const target = server(
    `tools.deep = (id) => process.stdout.write('{"jsonrpc":"2.0","id":' + id + ',"error":{"code":1,"message":' + ${deep} + '}}\\n');`,
  );
  await using client = await connect(target, PATIENT);
  await expect(client.callTool("deep")).rejects.toMatchObject({ code: "INVALID_RESPONSE" });
  await client.ping();
});

test("callbacks that throw do no harm", async () => {
  const warnings: string[] = [];
  const target = server(`console.error("up"); console.log("Server is ready");`, {
    stderr: () => {
      throw new Error("no log file");
    },
  });
  const onWarning = (message: string): void => {
    warnings.push(message);
    throw new Error("broken");
  };
  await using client = await connect(target, { ...PATIENT, onWarning });
  await client.ping();
  await expect.poll(() => warnings.join()).toContain("no log file");
});

test("rejections of async callbacks do no harm", async () => {
  const warnings: string[] = [];
  const onWarning = async (message: string): Promise<void> => {
    warnings.push(message);
    throw new Error("broken");
  };
  const stderr = async (): Promise<void> => {
    throw new Error("no log file");
  };
  const target = server(`console.error("up"); console.log("Server is ready");`, { stderr });
  await using client = await connect(target, { onWarning });
  await expect.poll(() => warnings).toHaveLength(2);
  expect(warnings.join("\n")).toContain("Server is ready");
  expect(warnings.join("\n")).toContain("the function for stderr failed: Error: no log file");
  await client.ping();
});

test("CRLF and characters split between chunks are read as they were meant", async () => {
  const target = server(`
    tools.say = (id) => {
      const line = JSON.stringify({ jsonrpc: "2.0", id, result: { content: [{ type: "text", text: "gr\\u00fc\\u00df \\u{1f389}" }] } }) + "\\r\\n";
      const bytes = Buffer.from(line);
      let at = 0;
      const next = () => { if (at < bytes.length) { process.stdout.write(bytes.subarray(at, at + 1)); at += 1; setImmediate(next); } };
      next();
    };
  `);
  await using client = await connect(target);
  expect((await client.callTool("say")).text).toBe("grüß 🎉");
});

test("a message of many megabytes passes in both directions", async () => {
  const target = server("tools.echo = (id, { value }) => text(id, value);");
  await using client = await connect(target);
  const value = "ä".repeat(4_000_000);
  const { text } = await client.callTool("echo", { value });
  expect(text === value).toBe(true);
});

test("a line beyond the limit fails what is in flight and names the option", async () => {
  const target = server(`tools.flood = (id) => text(id, "x".repeat(200_000));`);
  await using client = await connect(target, { maxMessageBytes: 100_000, restart: false });
  const call = client.callTool("flood");
  await expect(call).rejects.toMatchObject({ code: "INVALID_RESPONSE" });
  await expect(call).rejects.toThrow("maxMessageBytes");
});

test("a command that does not exist is an error that says so", async () => {
  const call = connect({ command: "no-such-command-anywhere" });
  await expect(call).rejects.toMatchObject({ code: "CONNECTION_FAILED" });
  await expect(call).rejects.toThrow("no such command was found");
});

test("a server that cannot start fails with its exit code and the end of its stderr", async () => {
  const target = { command: process.execPath, args: ["--eval", "throw new Error('no database')"] };
  const call = connect({ ...target, stderr: "capture" });
  await expect(call).rejects.toMatchObject({ code: "SERVER_EXITED", data: { exitCode: 1 } });
  await expect(call).rejects.toThrow("no database");
});

test("only harmless variables are inherited, and given ones are added", async () => {
  process.env["SECRET_OF_THE_PARENT"] = "hidden";
  const target = server("tools.env = (id) => text(id, JSON.stringify(process.env));", {
    env: { GIVEN: "yes" },
  });
  await using client = await connect(target);
  const environment = JSON.parse((await client.callTool("env")).text) as Record<string, string>;
  delete process.env["SECRET_OF_THE_PARENT"];
  expect(environment).toMatchObject({ GIVEN: "yes", PATH: process.env["PATH"] });
  expect(environment).not.toHaveProperty("SECRET_OF_THE_PARENT");
});

test("closing fails what is in flight, ends a stubborn server, and refuses further use", async () => {
  const target = server(
    `tools.pid = (id) => text(id, process.pid); tools.hang = () => undefined;
     process.on("SIGTERM", () => undefined); setInterval(() => undefined, 1000);`,
    { closeTimeout: 50 },
  );
  const client = await connect(target);
  const pid = Number((await client.callTool("pid")).text);
  const hanging = client.callTool("hang").catch((error: unknown) => error);
  await client.close();
  await client.close();
  expect(await hanging).toMatchObject({ code: "CLOSED" });
  expect(() => process.kill(pid, 0)).toThrow("ESRCH");
  expect(client.isClosed).toBe(true);
  await expect(client.ping()).rejects.toMatchObject({ code: "CLOSED" });
});

/** Whether a process runs; one that has ended and waits for its parent does not. */
function isRunning(pid: number): boolean {
  const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" });
  return stdout.trim() !== "" && !stdout.trim().startsWith("Z");
}

const STUBBORN = "setInterval(() => undefined, 1000);";

test.runIf(process.platform !== "win32")(
  "closing ends a server that a launcher started, though it ignores the end of its input (modelcontextprotocol/typescript-sdk#2023, playcanvas/editor-mcp-server#72)",
  async () => {
    const { command, args } = server(`tools.pid = (id) => text(id, process.pid); ${STUBBORN}`);
    const launcher = 'program="$1"; shift; "$program" "$@"; echo done';
    const target = {
      command: "/bin/sh",
      args: ["-c", launcher, "sh", command, ...(args ?? [])],
      closeTimeout: 100,
    };
    const client = await connect(target, PATIENT);
    const pid = Number((await client.callTool("pid")).text);
    expect(isRunning(pid)).toBe(true);
    await client.close();
    expect(isRunning(pid)).toBe(false);
  },
);

test.runIf(process.platform !== "win32")(
  "closing ends what a server has started and left behind",
  async () => {
    const target = server(`
      import { spawn } from "node:child_process";
      tools.spawn = (id) => {
        const child = spawn(process.execPath, ["--eval", ${JSON.stringify(STUBBORN)}], { stdio: "ignore" });
        child.unref();
        text(id, child.pid);
      };
    `);
    const client = await connect(target, PATIENT);
    const pid = Number((await client.callTool("spawn")).text);
    expect(isRunning(pid)).toBe(true);
    await client.close();
    await expect.poll(() => isRunning(pid)).toBe(false);
  },
);

test.runIf(process.platform !== "win32").each(["SIGINT", "SIGTERM", "exit"])(
  "a server does not outlive a program that is ended by %s without closing (anomalyco/opencode#50780, anthropics/claude-code#57740)",
  async (how) => {
    const { command, args } = server(`tools.pid = (id) => text(id, process.pid); ${STUBBORN}`);
    const program = `
      import { connect } from ${JSON.stringify(import.meta.resolve("../connect.ts"))};
      const target = ${JSON.stringify({ command, args, stderr: "capture" })};
      const client = await connect(target, ${JSON.stringify(PATIENT)});
      console.log((await client.callTool("pid")).text);
      ${how === "exit" ? "process.exit(0);" : STUBBORN}
    `;
    const host = spawn(process.execPath, ["--input-type=module", "--eval", program], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = once(host, "exit");
    const [line] = (await once(host.stdout, "data")) as [Buffer];
    if (how !== "exit") host.kill(how as NodeJS.Signals);
    const [code, signal] = (await ended) as [number | null, string | null];
    expect(how === "exit" ? code : signal).toBe(how === "exit" ? 0 : how);
    await expect.poll(() => isRunning(Number(line)), { timeout: 300_000 }).toBe(false);
  },
);

test("arguments, which may hold secrets, are in no message", async () => {
  const args = ["--eval", "process.exit(3)", "--", "--api-key", "sk-SECRET-of-ann"];
  const failing = connect({ command: process.execPath, args, stderr: "capture" });
  const error = await failing.catch((reason: unknown) => reason as Error);
  expect(String(error)).toContain('The server "node" exited with code 3');
  expect(String(error)).not.toContain("SECRET");
});

test.each([
  [{ command: "" }, "`command` is empty"],
  [{ command: 5 }, "`command` is number, not a text"],
  [
    { command: ["node", "server.ts", "--api-key", "x"] },
    '`command` is one program, not a list; write { command: "node", args: ["…"] }',
  ],
  [{ command: ["node"] }, 'not a list; write { command: "node" }'],
  [{ comand: "node" }, 'The target of connect has no "comand"; did you mean "command"?'],
  [{ command: "node", args: "server.ts" }, "`args` is a text; give a list"],
  [{ command: "node", args: ["server.ts", 5] }, "`args` is no list of texts"],
])("a process of %j is refused, with how to write it", async (target, message) => {
  await expect(connect(target as never)).rejects.toMatchObject({
    code: "INVALID_OPTION",
    message: expect.stringContaining(message),
  });
});

test("a command line in place of a command is refused with both its parts", async () => {
  await expect(connect({ command: "node server.ts" })).rejects.toMatchObject({
    code: "CONNECTION_FAILED",
    message: expect.stringContaining('write { command: "node", args: ["server.ts"] }'),
  });
  const secret = connect({ command: "server --key=sk-SECRET" });
  await expect(secret).rejects.toThrow('write { command: "server", args: […] }');
});

test("without restart, a server that crashed stays down", async () => {
  const target = server("tools.crash = () => process.kill(process.pid, 'SIGKILL');");
  await using client = await connect(target, { restart: false });
  await expect(client.callTool("crash")).rejects.toMatchObject({
    code: "SERVER_EXITED",
    data: { signal: "SIGKILL" },
  });
  await expect(client.ping()).rejects.toMatchObject({ code: "SERVER_EXITED" });
});

test("a server that keeps crashing is restarted five times", async () => {
  const target = server("tools.crash = () => process.exit(9);");
  await using client = await connect(target);
  const errors: unknown[] = [];
  for (let call = 0; call < 7; call += 1) {
    errors.push(await client.callTool("crash").catch((error: unknown) => error));
  }
  expect(errors.every((error) => MortiseError.is(error) && error.code === "SERVER_EXITED")).toBe(
    true,
  );
  expect(String(errors.at(-2))).not.toContain("five times");
  expect(String(errors.at(-1))).toContain("five times");
});

test("a server that closes its output is over", async () => {
  const target = server("tools.leave = () => { process.stdout.end(); };", { closeTimeout: 200 });
  await using client = await connect(target, { restart: false });
  await expect(client.callTool("leave")).rejects.toMatchObject({ code: "SERVER_EXITED" });
});

test("aborting while connecting ends the process", async () => {
  const controller = new AbortController();
  const target = server("discover = () => undefined; initialize = () => undefined;", {
    stderr: () => undefined,
  });
  const call = connect(target, { signal: controller.signal, probeTimeout: "10s" });
  controller.abort();
  await expect(call).rejects.toMatchObject({ code: "ABORTED" });
});

test("messages sent in the turn that closes reach the server in order", async () => {
  let said = "";
  const target = server(`tools.note = (id) => console.error("noted", id);`, {
    stderr: (text) => {
      said += text;
    },
  });
  const transport = new ProcessTransport(target);
  await transport.start({ message: () => undefined, closed: () => undefined });
  const sent = [1, 2, 3].map((id) =>
    transport.send({ jsonrpc: "2.0", id, method: "tools/call", params: { name: "note" } }),
  );
  await transport.close();
  await Promise.all(sent);
  expect(said).toBe("noted 1\nnoted 2\nnoted 3\n");
});

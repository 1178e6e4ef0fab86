import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import type { CommandLine, Given } from "./fixture/command-line.ts";
import { MORTISE, openCommandLine } from "./fixture/command-line.ts";

const SERVER = (text: string): string =>
  `import { createServer } from ${MORTISE};
const server = createServer({ name: "probe", version: "1.0.0" });
server.tool("pid", { description: ${JSON.stringify(text)} }, () => String(process.pid));
export default server;
`;

interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  /** Resolves with the output once it has this. */
  output(pattern: RegExp): Promise<RegExpExecArray>;
}

function run(line: CommandLine, args: readonly string[], env: Given["env"] = {}): Running {
  const child = line.start(["dev", ...args, "--no-open"], { CI: "true", ...env });
  let text = "";
  const looks = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (part: string) => {
      text += part;
      for (const look of [...looks]) look();
    });
  }
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  return {
    child,
    output: (pattern) => {
      const { promise, resolve } = Promise.withResolvers<RegExpExecArray>();
      const look = (): void => {
        const found = pattern.exec(text);
        if (found) resolve(found);
      };
      looks.add(look);
      look();
      return promise;
    },
  };
}

const ENDPOINT = /Endpoint\s+(http:\S+)/;

async function pidOf(line: CommandLine, endpoint: string): Promise<number> {
  return Number((await line.run(["call", endpoint, "pid"])).out);
}

async function untilGone(pid: number): Promise<void> {
  await expect
    .poll(() => {
      try {
        return process.kill(pid, 0);
      } catch {
        return false;
      }
    })
    .toBe(false);
}

function open(files: Readonly<Record<string, string>>): CommandLine {
  const line = openCommandLine(files);
  onTestFinished(() => line[Symbol.dispose]());
  return line;
}

test("the URL with its token, the endpoint and a reload are printed, each in a line", async () => {
  const line = open({ "server.ts": SERVER("first") });
  const { child, output } = run(line, ["server.ts", "--port", "0"]);
  await output(/Inspector\s+http:\/\/localhost:\d+\/#token=[\w-]{43}\n/);
  await output(/ready in \d+ ms {2}1 tool\n/);
  const [, endpoint = ""] = await output(ENDPOINT);
  await pidOf(line, endpoint);
  await output(/mortise \S+ tools\/call pid {2}\d+ ms\n/);
  line.write("server.ts", SERVER("second"));
  await output(/reloaded in \d+ ms {2}~1 changed\n {2}~ tool pid: its description changed\n/);
  line.write("server.ts", `${SERVER("third")}const x: = 1;\n`);
  await output(/error server\.ts does not load; the last good version goes on serving\n/);
  await output(/> 5 \| const x: = 1;\n\s+\| {10}\^\n/);
  child.kill("SIGINT");
  expect(await once(child, "close")).toEqual([130, null]);
});

test("mcp-use/mcp-use#742: no npx, loader or other program of the PATH is needed", async () => {
  const line = open({ "server.ts": SERVER("first") });
  const { output } = run(line, ["server.ts", "--port", "0"], { PATH: "", Path: "" });
  await output(/ready in \d+ ms {2}1 tool\n/);
  const [, endpoint = ""] = await output(ENDPOINT);
  await pidOf(line, endpoint);
  line.write("server.ts", SERVER("second"));
  await output(/reloaded in/);
});

test.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const)(
  "modelcontextprotocol/inspector#1091: %s ends the children and frees the port",
  async (signal, code) => {
    const line = open({ "server.ts": SERVER("d") });
    const { child, output } = run(line, ["server.ts", "--port", "0"]);
    await output(/ready in/);
    const [, endpoint = ""] = await output(ENDPOINT);
    const pid = await pidOf(line, endpoint);
    child.kill(signal);
    expect(await once(child, "close")).toEqual([code, null]);
    await untilGone(pid);
    const free = createServer().listen(Number(new URL(endpoint).port), "127.0.0.1");
    await once(free, "listening");
    free.close();
  },
);

test("mksglu/context-mode#296: a killed supervisor takes its children along, also in an endless loop", async () => {
  const loop = "setTimeout(() => { for (;;); });";
  const line = open({ "server.ts": `${SERVER("d")}console.log("pid", process.pid);\n${loop}\n` });
  const { child, output } = run(line, ["server.ts", "--port", "0"]);
  const [, pid] = await output(/console pid (\d+)/);
  child.kill("SIGKILL");
  await untilGone(Number(pid));
});

test("mksglu/context-mode#311: a closed reader of the output ends the command", async () => {
  const line = open({ "server.ts": SERVER("d") });
  const { child, output } = run(line, ["server.ts", "--port", "0"]);
  await output(/ready in/);
  const [, endpoint = ""] = await output(ENDPOINT);
  const pid = await pidOf(line, endpoint);
  child.stdout.destroy();
  line.write("server.ts", SERVER("another"));
  await once(child, "exit");
  await untilGone(pid);
});

test("mksglu/context-mode#534: SIGTERM during the start ends the command", async () => {
  const line = open({ "server.ts": "await new Promise(() => undefined);\n" });
  const { child, output } = run(line, ["server.ts", "--port", "0"]);
  await output(ENDPOINT);
  child.kill("SIGTERM");
  expect(await once(child, "close")).toEqual([143, null]);
});

test("modelcontextprotocol/inspector#214: without --port the next free port is taken and printed", async () => {
  const line = open({ "server.ts": SERVER("d") });
  const [one, other] = [run(line, ["server.ts"]), run(line, ["server.ts"])];
  const urls = await Promise.all(
    [one, other].map(async ({ output }) => {
      await output(/ready in/);
      return (await output(ENDPOINT))[1] ?? "";
    }),
  );
  expect(new Set(urls).size).toBe(2);
  for (const url of urls) expect(Number(new URL(url).port)).toBeGreaterThanOrEqual(5173);
  const [first, second] = await Promise.all(urls.map((url) => pidOf(line, url)));
  expect(first).not.toBe(second);
});

test("modelcontextprotocol/inspector#214: a taken --port, a missing file and no port are refused by name", async () => {
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  onTestFinished(() => void taken.close());
  const { port } = taken.address() as AddressInfo;
  const line = open({ "server.ts": SERVER("d") });
  const refused = await line.run(["dev", "server.ts", "--port", String(port), "--no-open"]);
  expect(refused).toMatchObject({ code: 2, err: expect.stringMatching(/Port \d+ .* is taken/) });
  const missing = await line.run(["dev", "gone.ts", "--no-open"]);
  expect(missing).toMatchObject({
    code: 2,
    err: expect.stringMatching(/There is no file "gone\.ts"/),
  });
  const odd = await line.run(["dev", "server.ts", "--port", "x", "--no-open"]);
  expect(odd).toMatchObject({ code: 2, err: expect.stringMatching(/"x" is not a port/) });
});

import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { join } from "node:path";
import { connect } from "@mortise/node";
import { expect, onTestFinished, test, vi } from "vitest";
import { serverCode } from "./dev/fixture/project.ts";
import { startProject } from "./fixture/started.ts";

async function describedTool(endpoint: string): Promise<string | undefined> {
  await using client = await connect(endpoint);
  return (await client.listTools())[0]?.description;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function takeFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

test.runIf(process.platform !== "win32").each(["ignore", "inherit"])(
  "processes that a version has started end with it, stdio %s (remy/nodemon#1025) (wclr/ts-node-dev#79) (openclaw/openclaw#110789)",
  async (stdio) => {
    const head = `
import { spawn } from "node:child_process";
import { appendFileSync } from "node:fs";
const { pid } = spawn(process.execPath, ["-e", "setInterval(() => {}, 1e6)"], { stdio: "${stdio}" });
appendFileSync(import.meta.dirname + "/pids", pid + " ");
`;
    const started = await startProject({ "server.ts": serverCode({ a: "0" }, { head }) });
    const begun = (): number[] =>
      readFileSync(join(started.folder, "pids"), "utf8").trim().split(" ").map(Number);
    onTestFinished(() => {
      for (const pid of begun().filter(isAlive)) process.kill(pid, "SIGKILL");
    });
    await started.notices.take("served");
    for (const text of ["1", "2"]) {
      started.write("server.ts", serverCode({ a: text }, { head }));
      await started.notices.take("served");
    }
    // Those of the version that serves go on.
    await expect.poll(() => begun().filter(isAlive)).toEqual([begun().at(-1)]);
    expect(begun()).toHaveLength(3);
    await started.development.close();
    await expect.poll(() => begun().filter(isAlive)).toEqual([]);
  },
);

test.each([
  ["listens beside what it loads", ""],
  ["waits until it listens", 'await once(http, "listening");'],
])(
  "a server that %s on a port of its own is loaded again by a save (remy/nodemon#1316)",
  async (_how, wait) => {
    const port = await takeFreePort();
    const code = (text: string): string =>
      serverCode(
        { a: text },
        {
          head: `
import { once } from "node:events";
import { createServer as createHttp } from "node:http";
const http = createHttp((_request, response) => response.end("${text}")).listen(${port}, "127.0.0.1");
${wait}
`,
        },
      );
    const { development, notices, write } = await startProject({ "server.ts": code("0") });
    await notices.take("served");
    for (const text of ["1", "2"]) {
      write("server.ts", code(text));
      await expect.poll(() => describedTool(development.endpoint)).toBe(text);
      const response = await fetch(`http://127.0.0.1:${port}`);
      expect(await response.text()).toBe(text);
    }
    expect(notices.all.filter(({ type }) => type === "build")).not.toContainEqual(
      expect.objectContaining({ build: expect.objectContaining({ status: "failed" }) }),
    );
  },
);

test("a port that another program has costs nothing of the last good version", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  onTestFinished(() => void other.close());
  const { port } = other.address() as AddressInfo;
  const { development, notices, write } = await startProject({
    "server.ts": serverCode({ a: "good" }),
  });
  await notices.take("served");
  const { serving } = development.pids;
  const head = `import { createServer as createNet } from "node:net"; createNet().listen(${port}, "127.0.0.1");`;
  write("server.ts", serverCode({ a: "bad" }, { head }));
  const failed = await notices.take("build", ({ build }) => build.status === "failed");
  expect(failed.build.error?.message).toContain("EADDRINUSE");
  expect(await describedTool(development.endpoint)).toBe("good");
  expect(development.pids.serving).toBe(serving);
});

test("saves in a row take a process that waits, and the last one is served (remy/nodemon#1696)", async () => {
  const { development, notices, write } = await startProject({
    "server.ts": serverCode({ a: "0" }),
  });
  await notices.take("served");
  let most = 0;
  for (let save = 1; save <= 30; save += 1) {
    write("server.ts", serverCode({ a: String(save) }));
    await notices.take("build");
    most = Math.max(most, development.pids.all.length);
  }
  await expect.poll(() => describedTool(development.endpoint)).toBe("30");
  // One serves, one loads what was saved before, one waits, and some are ending.
  expect(most).toBeLessThanOrEqual(10);
});

test("each version has a port of its own for a debugger (privatenumber/tsx#82)", async () => {
  vi.stubEnv("NODE_OPTIONS", `--inspect=127.0.0.1:${await takeFreePort()}`);
  const head = "const options = process.env.NODE_OPTIONS;";
  const { notices, write } = await startProject({
    "server.ts": serverCode({ a: "0" }, { head }),
  });
  await notices.take("served");
  write("server.ts", serverCode({ a: "1" }, { head }));
  await notices.take("served");
  const lines = notices.all.flatMap((notice) => (notice.type === "log" ? [notice.line.text] : []));
  const listening = lines.filter((line) => line.startsWith("Debugger listening on "));
  expect(listening.length).toBeGreaterThanOrEqual(2);
  expect(new Set(listening).size).toBe(listening.length);
  expect(lines.join("\n")).not.toContain("already in use");
});

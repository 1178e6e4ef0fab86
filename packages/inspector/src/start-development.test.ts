import { existsSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { connect } from "@mortise/node";
import { expect, test } from "vitest";
import { Notices } from "./dev/fixture/notices.ts";
import { openProject, serverCode } from "./dev/fixture/project.ts";
import type { Started } from "./fixture/started.ts";
import { startProject } from "./fixture/started.ts";
import type { DevelopmentNotice } from "./start-development.ts";
import { startDevelopment } from "./start-development.ts";

/** Waits until a process is gone. */
async function untilGone(pid: number): Promise<void> {
  await expect.poll(() => isAlive(pid)).toBe(false);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function toolsOf(endpoint: string): Promise<Record<string, string | undefined>> {
  await using client = await connect(endpoint);
  const tools = await client.listTools();
  return Object.fromEntries(tools.map(({ name, description }) => [name, description]));
}

test("basementstudio/xmcp#175: ten edits leave one port and one process that serves", async () => {
  const { development, notices, write } = await startProject({
    "server.ts": serverCode({ a: "0" }),
  });
  await notices.take("served");
  // The first version is loaded once.
  expect(notices.all.filter(({ type }) => type === "build")).toHaveLength(2);
  const pids = new Set<number>();
  for (let edit = 1; edit <= 10; edit += 1) {
    pids.add(development.pids.serving as number);
    write("server.ts", serverCode({ a: String(edit) }));
    await notices.take("served");
    expect(await toolsOf(development.endpoint)).toEqual({ a: String(edit) });
  }
  expect(pids.size).toBe(10);
  for (const pid of pids) await untilGone(pid);
  const { serving, all } = development.pids;
  expect(all).toContain(serving);
  expect(all.length).toBeLessThanOrEqual(2);
  await development.close();
  for (const pid of all) await untilGone(pid);
  await expect(fetch(development.endpoint)).rejects.toThrow();
});

/** Writes the file `listed` once the lists of the server were sent, and names it in a line. */
const REPORT_LISTED = `
import { writeFileSync } from "node:fs";
const listed = import.meta.dirname + "/listed";
const { send } = process;
process.send = (message, ...rest) => {
  const isSent = send.call(process, message, ...rest);
  if (message.dev === "contract") writeFileSync(listed, "");
  return isSent;
};
console.log(listed);
`;

test("a version is connected to also when its lists arrive in one read with it", async () => {
  const notices = new Notices<DevelopmentNotice>();
  const onNotice = (notice: DevelopmentNotice): void => {
    notices.push(notice);
    if (notice.type !== "log") return;
    // This process reads nothing meanwhile, as when it is busy with pages.
    const cell = new Int32Array(new SharedArrayBuffer(4));
    while (!existsSync(notice.line.text)) Atomics.wait(cell, 0, 0, 5);
  };
  const files = { "server.ts": serverCode({ a: "d" }, { head: REPORT_LISTED }) };
  await startProject(files, { onNotice });
  expect(await notices.take("served")).toMatchObject({ version: 1, counts: { tools: 1 } });
});

test("a save shows the differences of the lists, and marks those that break callers", async () => {
  const tool = (type: string): string =>
    `server.tool("find", { description: "d", input: { type: "object", properties: { id: { type: "${type}" } } } }, () => "");`;
  const { notices, write } = await startProject({
    "server.ts": serverCode({ a: "d" }, { tail: tool("number") }),
  });
  await notices.take("served");
  write("server.ts", serverCode({ b: "other" }, { tail: tool("string") }));
  const { changes } = await notices.take("served");
  expect(
    changes.map(({ kind, subject, name, isBreaking }) => [kind, subject, name, isBreaking]),
  ).toEqual(
    expect.arrayContaining([
      ["removed", "tool", "a", true],
      ["added", "tool", "b", false],
      ["changed", "tool", "find", true],
    ]),
  );
});

test("mcp-use/mcp-use#794: the files that were loaded are watched, and nothing else", async () => {
  const { development, notices, folder, write } = await startProject({
    "server.ts": serverCode({ a: "1" }, { head: 'import "./lib/part.ts";' }),
    "lib/part.ts": "export const part = 1;\n",
    "dist/other.ts": "export const other = 1;\n",
  });
  await notices.take("served");
  // Each of these would make a version of its own.
  write("dist/other.ts", "export const other = 2;\n");
  write("lib/unused.ts", "export const unused = 1;\n");
  write("server.ts", serverCode({ a: "1" }, { head: 'import "./lib/part.ts";' }));
  const now = new Date();
  utimesSync(join(folder, "server.ts"), now, now);
  write("lib/part.ts", "export const part = 2;\n");
  expect((await notices.take("served")).version).toBe(2);
  write("server.ts", serverCode({ a: "2" }, { head: 'import "./lib/part.ts";' }));
  expect((await notices.take("served")).version).toBe(3);
  expect(await toolsOf(development.endpoint)).toEqual({ a: "2" });
});

/** Adds tools by saves until the client is notified: its stream may open after the first of them. */
async function saveUntil(isNotified: () => boolean, { notices, write }: Started): Promise<number> {
  let edit = 1;
  while (!isNotified()) {
    edit += 1;
    write("server.ts", serverCode({ a: String(edit), [`b${edit}`]: "new" }));
    await notices.take("served");
  }
  return edit;
}

test("kaeawc/auto-mobile#164: a session goes on over a reload, and is notified of the change", async () => {
  const started = await startProject({ "server.ts": serverCode({ a: "1" }) });
  const { development, notices } = started;
  await notices.take("served");
  let isNotified = false;
  await using client = await connect(development.endpoint, {
    revision: "2025-11-25",
    onToolsChanged: () => {
      isNotified = true;
    },
  });
  expect(await client.callTool("a", {})).toMatchObject({ text: "1" });
  const before = development.pids.serving;
  const edit = await saveUntil(() => isNotified, started);
  expect(development.pids.serving).not.toBe(before);
  expect(await client.callTool("a", {})).toMatchObject({ text: String(edit) });
  expect(await client.callTool(`b${edit}`, {})).toMatchObject({ text: "new" });
});

test("a modern client that listens is notified of changed lists", async () => {
  const started = await startProject({ "server.ts": serverCode({ a: "1" }) });
  const { development, notices } = started;
  await notices.take("served");
  let isNotified = false;
  await using client = await connect(development.endpoint, {
    onToolsChanged: () => {
      isNotified = true;
    },
  });
  await client.listTools();
  const edit = await saveUntil(() => isNotified, started);
  const tools = await client.listTools({ fresh: true });
  expect(tools.map(({ name }) => name).sort()).toEqual(["a", `b${edit}`]);
});

test("joshrotenberg/tower-mcp#340: a client that does not read a changed list is named", async () => {
  const { development, notices, write } = await startProject(
    { "server.ts": serverCode({ a: "1" }) },
    { relistMs: 1 },
  );
  await notices.take("served");
  await using client = await connect(development.endpoint, { name: "old-host", version: "2.1" });
  await client.listTools();
  write("server.ts", serverCode({ a: "1", b: "new" }));
  const { clients, lists } = await notices.take("not-listed");
  expect([clients, lists]).toEqual([["old-host 2.1"], ["tools"]]);
});

test("a request that runs is finished by the version that it reached", async () => {
  const slow = (text: string): string =>
    `let finish;\nserver.tool("slow", { description: "d" }, () => new Promise((resolve) => { finish = () => resolve("${text}"); console.log("begun"); }));\nserver.tool("finish", { description: "d" }, () => { finish(); return "done"; });\nprocess.on("message", (message) => { if (message.dev === "retire") setImmediate(() => finish?.()); });`;
  const { development, notices, write } = await startProject({
    "server.ts": serverCode({}, { tail: slow("old") }),
  });
  await notices.take("served");
  await using client = await connect(development.endpoint);
  const answer = client.callTool("slow", {});
  await notices.take("log", ({ line }) => line.text === "begun");
  write("server.ts", serverCode({ a: "new" }, { tail: slow("new") }));
  await notices.take("served");
  expect(await answer).toMatchObject({ text: "old" });
});

test("modelcontextprotocol/inspector#214 and #1090: a taken port is left alone", async () => {
  const first = await startProject({ "server.ts": serverCode({ a: "1" }) });
  const { port } = first.development;
  await expect(startProject({ "server.ts": serverCode({ a: "2" }) }, { port })).rejects.toThrow(
    new RegExp(`Port ${port} .* is taken`),
  );
  await first.notices.take("served");
  expect(await toolsOf(first.development.endpoint)).toEqual({ a: "1" });
});

test("modelcontextprotocol/inspector#1090: twenty starts and ends on one port leave nothing behind", async () => {
  using project = openProject({ "server.ts": serverCode({ a: "1" }) });
  let port = 0;
  const pids: number[] = [];
  for (let round = 1; round <= 20; round += 1) {
    const development = await startDevelopment({
      file: join(project.folder, "server.ts"),
      version: "1.0.0",
      project: "probe",
      port,
    });
    port = development.port;
    pids.push(...development.pids.all);
    await development.close();
  }
  expect(pids.length).toBeGreaterThanOrEqual(20);
  for (const pid of pids) await untilGone(pid);
});

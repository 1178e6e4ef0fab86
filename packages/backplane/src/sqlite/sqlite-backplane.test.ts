import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Clock } from "@mortise/protocol";
import { openSqlite, sqlitePath } from "@mortise/storage";
import { expect, test } from "vitest";
import { LONG, sqlite } from "../fixture/test-service.ts";
import { openBackplane } from "../index.ts";

const INSTANCE = fileURLToPath(new URL("../fixture/instance-process.ts", import.meta.url));

/** A clock that the test moves, with callbacks that it makes by hand. */
function createClock() {
  let time = 1_000_000;
  const callbacks: (() => void)[] = [];
  const clock: Clock = {
    now: () => time,
    monotonic: () => time,
    schedule(_ms, callback, { isBackground = false } = {}) {
      if (isBackground) callbacks.push(callback);
      return () => undefined;
    },
  };
  return {
    clock,
    pass(ms: number): void {
      time += ms;
      for (const callback of callbacks.splice(0)) callback();
    },
  };
}

/** The rows of each table, counted past the backplane. */
async function countRows(url: string, prefix: string): Promise<unknown> {
  await using database = await openSqlite(sqlitePath(url));
  const [row] = await database.query(
    `SELECT (SELECT count(*) FROM ${prefix}_value) AS "values",
       (SELECT count(*) FROM ${prefix}_counter) AS counters,
       (SELECT count(*) FROM ${prefix}_stream) AS streams,
       (SELECT count(*) FROM ${prefix}_event) AS events`,
  );
  return row;
}

test("it is shared, and called by its name in errors", async () => {
  const instance = await sqlite.create().open();
  expect([instance.kind, instance.isShared]).toEqual(["sqlite", true]);
  await instance.close();
  await expect(instance.values.get("key")).rejects.toThrow("The backplane (sqlite) is closed");
});

test("values, counters and streams survive a restart", async () => {
  const { open } = sqlite.create();
  const first = await open();
  await first.values.set("session", "state", LONG);
  await first.values.increment("count", 3, LONG);
  await first.events.append("stream", [{ sequence: 1, message: "{}" }], LONG);
  await first.close();
  const second = await open();
  expect(await second.values.get("session")).toBe("state");
  expect(await second.values.increment("count", 1, LONG)).toBe(4);
  await second.events.append("stream", [{ sequence: 2, message: "{}" }], LONG);
  expect(await second.events.read("stream", 0)).toHaveLength(2);
});

test("expiry follows the injected clock", async () => {
  const { clock, pass } = createClock();
  const { values, events } = await sqlite.create().open({ clock });
  await values.set("key", "value", 1_000);
  await values.increment("count", 1, 1_000);
  await events.append("stream", [{ sequence: 1, message: "{}" }], 1_000.5);
  pass(999);
  expect(await values.get("key")).toBe("value");
  expect(await values.increment("count", 0, LONG)).toBe(1);
  pass(1);
  expect(await values.get("key")).toBeUndefined();
  expect(await values.increment("count", 0, LONG)).toBe(0);
  expect(await events.read("stream", 0)).toHaveLength(1);
  pass(1);
  expect(await events.read("stream", 0)).toEqual([]);
});

test("expired rows are removed, and the others stay", async () => {
  const { clock, pass } = createClock();
  const { url, prefix, open } = sqlite.create();
  const { values, events } = await open({ clock });
  await values.set("kept", "value", LONG);
  await events.append("kept", [{ sequence: 1, message: "{}" }], LONG);
  for (let at = 0; at < 250; at += 1) await values.set(`${at}`, "value", 1_000);
  await values.increment("brief", 1, 1_000);
  await events.append("brief", [{ sequence: 1, message: "{}" }], 1_000);
  expect(await countRows(url, prefix)).toEqual({ values: 251, counters: 1, streams: 2, events: 2 });
  pass(1_000);
  await expect
    .poll(() => countRows(url, prefix))
    .toEqual({ values: 1, counters: 0, streams: 1, events: 1 });
});

test("a stream leaves no rows behind when it is trimmed, begun anew or deleted", async () => {
  const { clock, pass } = createClock();
  const { url, prefix, open } = sqlite.create();
  const { events } = await open({ clock, maxEvents: 3 });
  for (let sequence = 1; sequence <= 9; sequence += 1) {
    await events.append("stream", [{ sequence, message: "{}" }], 1_000);
  }
  expect(await countRows(url, prefix)).toMatchObject({ streams: 1, events: 3 });
  pass(1_000);
  await events.append("stream", [{ sequence: 1, message: "{}" }], LONG);
  expect(await countRows(url, prefix)).toMatchObject({ streams: 1, events: 1 });
  await events.delete("stream");
  expect(await countRows(url, prefix)).toMatchObject({ streams: 0, events: 0 });
});

test("servers with different prefixes share a file and nothing else", async () => {
  const { url, prefix, open } = sqlite.create();
  const one = await open();
  const two = await open({ prefix: `${prefix}_2` });
  const received: string[] = [];
  await two.bus.subscribe("topic", (message) => void received.push(message));
  await one.values.set("key", "value", LONG);
  await one.bus.publish("topic", "from one");
  await two.bus.publish("topic", "from two");
  await expect.poll(() => received).toEqual(["from two"]);
  expect(await two.values.get("key")).toBeUndefined();
  expect(await countRows(url, prefix)).toMatchObject({ values: 1 });
});

test("another process sees the same, sends messages, and is killed without harm", async () => {
  const { url, prefix, open } = sqlite.create();
  const here = await open();
  const received: string[] = [];
  await here.bus.subscribe("topic", (message) => void received.push(message));
  await here.values.set("from here", "value", LONG);
  const child = fork(INSTANCE, [url, prefix]);
  const exited = once(child, "exit");
  const [seen] = await once(child, "message");
  expect(seen).toBe("value");
  await expect.poll(() => received).toEqual(["from there"]);
  child.kill("SIGKILL");
  await exited;
  expect(await here.values.get("from there")).toBe("value");
  expect(await here.values.increment("count", 1, LONG)).toBe(2);
});

test("a folder that is missing and a file of another kind are refused by name", async () => {
  const { url } = sqlite.create();
  const path = join(sqlitePath(url), "below", "a.db");
  await expect(openBackplane(`sqlite:${path}`)).rejects.toMatchObject({
    code: "STORAGE_FAILED",
    data: { reason: "missing", path },
  });
  const text = fileURLToPath(import.meta.url);
  await expect(openBackplane(`sqlite:${text}`)).rejects.toMatchObject({
    code: "STORAGE_FAILED",
    data: { reason: "corrupt", path: text },
  });
});

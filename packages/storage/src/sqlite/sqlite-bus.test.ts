import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { createFakeClock } from "@mortise/protocol/test-kit";
import { expect, test, vi } from "vitest";
import { createAccountFile } from "../fixture/account-file.ts";
import type { DatabaseBus } from "../sql/sql-database.ts";

const PUBLISHING = fileURLToPath(new URL("../fixture/publishing-process.ts", import.meta.url));

async function collect(bus: DatabaseBus, topic = "topic") {
  const received: string[] = [];
  const missed = vi.fn();
  const end = await bus.subscribe(topic, (message) => void received.push(message), missed);
  return { received, missed, end };
}

const numbers = (count: number): string[] => Array.from({ length: count }, (_, at) => `${at}`);

test("messages of another process arrive in order", async () => {
  const { path, database } = await createAccountFile();
  await using bus = await database.openBus("desk");
  const { received, missed } = await collect(bus);
  const child = fork(PUBLISHING, [path, "desk", "200"]);
  expect(await once(child, "exit")).toEqual([0, null]);
  await expect.poll(() => received).toEqual(numbers(200));
  expect(missed).not.toHaveBeenCalled();
});

test("every bus receives the messages of all publishers in the same order", async () => {
  const { database, open } = await createAccountFile();
  await using one = await database.openBus("desk");
  await using two = await (await open()).openBus("desk");
  const [first, second] = [await collect(one), await collect(two)];
  await Promise.all(
    numbers(300).map((message, at) => (at % 2 ? one : two).publish("topic", message)),
  );
  await expect.poll(() => first.received).toHaveLength(300);
  await expect.poll(() => second.received).toEqual(first.received);
});

test("a channel and a topic receive their own messages alone", async () => {
  const { database } = await createAccountFile();
  await using desk = await database.openBus("desk");
  await using shop = await database.openBus("shop");
  const [own, topic, channel] = [
    await collect(desk),
    await collect(desk, "other"),
    await collect(shop),
  ];
  await shop.publish("topic", "of the shop");
  await desk.publish("topic", "of the desk");
  await expect.poll(() => own.received).toEqual(["of the desk"]);
  await expect.poll(() => channel.received).toEqual(["of the shop"]);
  expect(topic.received).toEqual([]);
});

test("a listener receives nothing from before it subscribed", async () => {
  const { database, open } = await createAccountFile();
  await using sender = await database.openBus("desk");
  await using receiver = await (await open()).openBus("desk");
  await sender.publish("topic", "before");
  const first = await collect(receiver);
  await first.end();
  await sender.publish("topic", "between");
  const { received, missed } = await collect(receiver);
  await sender.publish("topic", "after");
  await expect.poll(() => received).toEqual(["after"]);
  expect(first.received).toEqual([]);
  expect(missed).not.toHaveBeenCalled();
});

test("a bus without listeners looks for nothing, one with listeners each interval", async () => {
  const clock = createFakeClock();
  const { database, open } = await createAccountFile({ clock, pollMs: 20, heartbeatMs: 60_000 });
  await using bus = await database.openBus("desk");
  await using other = await (await open({})).openBus("desk");
  expect(clock.pending).toEqual([60_000]);
  const { received, end } = await collect(bus);
  expect(clock.pending).toEqual([20, 60_000]);
  await other.publish("topic", "message");
  await clock.advance(19);
  expect(received).toEqual([]);
  await clock.advance(1);
  expect(received).toEqual(["message"]);
  await end();
  await end();
  expect(clock.pending).toEqual([60_000 - 20]);
});

test("a reader that is so slow that messages are gone is asked to look again", async () => {
  const slow = createFakeClock();
  const { database, open } = await createAccountFile({ clock: slow });
  const clock = createFakeClock();
  await using reader = await database.openBus("desk");
  await using sender = await (await open({ clock })).openBus("desk");
  const { received, missed } = await collect(reader);
  await sender.publish("topic", "lost");
  await clock.advance(60_001);
  await sender.publish("topic", "kept");
  await slow.advance(20);
  expect(missed).toHaveBeenCalledOnce();
  expect(received).toEqual(["kept"]);
  await sender.publish("topic", "lost too");
  await clock.advance(120_000);
  // Only the removal is left to see.
  await database.execute("DELETE FROM mortise_message");
  await slow.advance(20);
  expect(missed).toHaveBeenCalledTimes(2);
  await sender.publish("topic", "last");
  await slow.advance(20);
  expect(received).toEqual(["kept", "last"]);
  expect(missed).toHaveBeenCalledTimes(2);
});

test("old messages are removed", async () => {
  const clock = createFakeClock();
  const { database } = await createAccountFile({ clock });
  await using bus = await database.openBus("desk");
  const count = async (): Promise<unknown> => {
    const [row] = await database.query("SELECT count(*) AS n FROM mortise_message");
    return row?.["n"];
  };
  await Promise.all(numbers(50).map((message) => bus.publish("topic", message)));
  expect(await count()).toBe(50);
  await clock.advance(60_001);
  await bus.publish("topic", "new");
  expect(await count()).toBe(1);
});

test("a long backlog is read in parts", async () => {
  const { database, open } = await createAccountFile();
  const clock = createFakeClock();
  await using reader = await (await open({ clock })).openBus("desk");
  await using sender = await database.openBus("desk");
  const { received } = await collect(reader);
  await Promise.all(numbers(2_500).map((message) => sender.publish("topic", message)));
  await clock.advance(20);
  expect(received).toEqual(numbers(2_500));
});

test("a hint in a transaction goes without it, once the transaction leaves the file to it", async () => {
  const { database } = await createAccountFile();
  await using bus = await database.openBus("desk");
  const { received } = await collect(bus);
  let hint: Promise<void> | undefined;
  const failing = database.transaction(async () => {
    hint = bus.publish("topic", "hint");
    throw new Error("undone");
  });
  await expect(failing).rejects.toThrow("undone");
  await hint;
  expect(received).toEqual(["hint"]);
});

test("messages that cannot be written fail together, and later ones work", async () => {
  const { database, open } = await createAccountFile({ timeoutMs: 50 });
  await using bus = await database.openBus("desk");
  const other = await open({});
  await other.transaction(async () => {
    const calls = numbers(11_000).map((message) => bus.publish("topic", message));
    const results = await Promise.allSettled(calls);
    const reasons = results.map((result) => result.status === "rejected" && result.reason.code);
    expect(new Set(reasons.slice(0, 10_000))).toEqual(new Set(["STORAGE_FAILED"]));
    expect(reasons.at(-1)).toBe("CONNECTION_FAILED");
  });
  await bus.publish("topic", "message");
});

test("an error of reading is reported once, and reading goes on after it", async () => {
  const clock = createFakeClock();
  const reported: Error[] = [];
  const { database, open } = await createAccountFile({
    clock,
    onError: (error) => reported.push(error),
  });
  await using bus = await database.openBus("desk");
  const other = await open({});
  const { received } = await collect(bus);
  await other.execute("ALTER TABLE mortise_message RENAME TO gone");
  await clock.advance(100);
  expect(reported).toMatchObject([{ code: "STORAGE_FAILED", data: { reason: "refused" } }]);
  await other.execute("ALTER TABLE gone RENAME TO mortise_message");
  await bus.publish("topic", "after");
  await clock.advance(20);
  expect(received).toEqual(["after"]);
});

test("a closed bus is refused, and leaves no timer", async () => {
  const clock = createFakeClock();
  const { database } = await createAccountFile({ clock, heartbeatMs: 60_000 });
  const bus = await database.openBus("desk");
  const { received, end } = await collect(bus);
  const sending = bus.publish("topic", "before");
  await Promise.all([sending, bus.close(), bus.close()]);
  await end();
  expect(received).toEqual(["before"]);
  const closed = { code: "CLOSED" };
  await expect(bus.publish("topic", "m")).rejects.toMatchObject(closed);
  await expect(bus.subscribe("topic", () => undefined)).rejects.toMatchObject(closed);
  expect(clock.pending).toEqual([60_000]);
});

test("channels, topics and messages that do not fit are refused", async () => {
  const { database } = await createAccountFile();
  const invalid = { code: "INVALID_OPTION" };
  await expect(database.openBus("Desk")).rejects.toMatchObject(invalid);
  await using bus = await database.openBus("desk");
  await expect(bus.publish("", "m")).rejects.toMatchObject(invalid);
  await expect(bus.publish("t", "x".repeat(2_001))).rejects.toMatchObject(invalid);
  await expect(bus.subscribe("\u0000", () => undefined)).rejects.toMatchObject(invalid);
});

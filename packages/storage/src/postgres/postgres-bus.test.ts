import { describe, expect, test, vi } from "vitest";
import { openFaultyNetwork } from "../fixture/faulty-network.ts";
import { freshName, postgres, runSql } from "../fixture/test-database.ts";
import type { DatabaseBus } from "../sql/sql-database.ts";
import { openPostgres } from "./postgres-database.ts";

const quiet = { onError: () => undefined };
const LOST = { code: "CONNECTION_FAILED" };

async function collect(bus: DatabaseBus, topic: string) {
  const received: string[] = [];
  const missed = vi.fn();
  const end = await bus.subscribe(topic, (message) => void received.push(message), missed);
  return { received, missed, end };
}

describe.skipIf(postgres.missing !== undefined)("a bus on PostgreSQL", () => {
  test("buses of one channel share their messages, those of others do not", async () => {
    const channel = freshName();
    await using one = await openPostgres(postgres.url);
    await using two = await openPostgres(postgres.url);
    await using sender = await one.openBus(channel);
    await using receiver = await two.openBus(channel);
    await using stranger = await two.openBus(freshName());
    const [own, there, other] = [
      await collect(sender, "topic"),
      await collect(receiver, "topic"),
      await collect(stranger, "topic"),
    ];
    await Promise.all(["1", "2", "2", "3"].map((message) => sender.publish("topic", message)));
    await expect.poll(() => there.received).toEqual(["1", "2", "2", "3"]);
    await expect.poll(() => own.received).toEqual(["1", "2", "2", "3"]);
    expect(other.received).toEqual([]);
  });

  test("a message goes without its transaction: a hint outside of it", async () => {
    await using database = await openPostgres(postgres.url);
    await using bus = await database.openBus(freshName());
    const { received } = await collect(bus, "topic");
    const failing = database.transaction(async () => {
      await bus.publish("topic", "hint");
      throw new Error("undone");
    });
    await expect(failing).rejects.toThrow("undone");
    await expect.poll(() => received).toEqual(["hint"]);
  });

  test("payloads of other programs on the channel disturb nothing", async () => {
    const channel = freshName();
    await using database = await openPostgres(postgres.url);
    await using bus = await database.openBus(channel);
    const { received } = await collect(bus, "topic");
    for (const payload of ["", "hello", "1.", "1.zz.", "1.5.topic", "x".repeat(7_000)]) {
      await runSql("SELECT pg_notify($1, $2)", [`${channel}_bus`, payload]);
    }
    await bus.publish("topic", "after");
    await expect.poll(() => received).toContain("after");
    // The one that is well formed is an empty message.
    expect(received).toEqual(["", "after"]);
  });

  test("after an interruption listeners are asked to look again, and receive the rest (taskforcesh/bullmq#4729) (graphile/worker#541)", async () => {
    await using network = await openFaultyNetwork(postgres.url);
    const channel = freshName();
    await using cut = await openPostgres(network.url, quiet);
    await using other = await openPostgres(postgres.url);
    await using bus = await cut.openBus(channel);
    await using sender = await other.openBus(channel);
    const { received, missed } = await collect(bus, "topic");
    network.set("cut");
    await sender.publish("topic", "lost");
    expect(missed).not.toHaveBeenCalled();
    network.set("up");
    await expect.poll(() => missed).toHaveBeenCalledOnce();
    await sender.publish("topic", "after");
    await expect.poll(() => received).toEqual(["after"]);
  });

  test("a subscription that cannot begin in time is refused, and leaves nothing behind", async () => {
    await using network = await openFaultyNetwork(postgres.url);
    const reported: Error[] = [];
    await using database = await openPostgres(network.url, {
      connectTimeoutMs: 3_000,
      onError: (error) => reported.push(error),
    });
    await using bus = await database.openBus(freshName());
    network.set("cut");
    await expect.poll(() => reported).not.toEqual([]);
    const receive = vi.fn();
    await expect(bus.subscribe("topic", receive)).rejects.toMatchObject(LOST);
    network.set("up");
    const { received } = await vi.waitFor(() => collect(bus, "topic"), { timeout: 300_000 });
    await expect.poll(() => bus.publish("topic", "message")).toBeUndefined();
    await expect.poll(() => received).toEqual(["message"]);
    expect(receive).not.toHaveBeenCalled();
  });

  test("messages beyond those that may wait are refused at once", async () => {
    await using network = await openFaultyNetwork(postgres.url);
    await using database = await openPostgres(network.url, { ...quiet, timeoutMs: 3_000 });
    await using bus = await database.openBus(freshName());
    network.set("silent");
    const calls = Array.from({ length: 11_000 }, () => bus.publish("topic", "message"));
    await expect(calls.at(-1)).rejects.toMatchObject({
      ...LOST,
      message: expect.stringContaining("10000 messages are waiting"),
    });
    const results = await Promise.allSettled(calls);
    expect(results.every(({ status }) => status === "rejected")).toBe(true);
  });

  test("messages that wait fail with the one before them, and do not wait as long again", async () => {
    await using network = await openFaultyNetwork(postgres.url);
    await using database = await openPostgres(network.url, { ...quiet, timeoutMs: 3_000 });
    await using bus = await database.openBus(freshName());
    network.set("silent");
    const statements = vi.spyOn(database, "execute");
    const calls = Array.from({ length: 5_000 }, () => bus.publish("topic", "message"));
    const results = await Promise.allSettled(calls);
    expect(results.every(({ status }) => status === "rejected")).toBe(true);
    expect(statements).toHaveBeenCalledOnce();
    network.set("up");
    await expect.poll(() => bus.publish("topic", "message")).toBeUndefined();
  });

  test("a closed bus is refused, its listeners are gone, and the database goes on", async () => {
    const channel = freshName();
    await using database = await openPostgres(postgres.url);
    const bus = await database.openBus(channel);
    const { received } = await collect(bus, "topic");
    const sending = bus.publish("topic", "before");
    await Promise.all([sending, bus.close(), bus.close()]);
    const closed = { code: "CLOSED" };
    await expect(bus.publish("topic", "m")).rejects.toMatchObject(closed);
    await expect(bus.subscribe("topic", () => undefined)).rejects.toMatchObject(closed);
    await using again = await database.openBus(channel);
    const later = await collect(again, "topic");
    await again.publish("topic", "after");
    await expect.poll(() => later.received).toEqual(["after"]);
    expect(received).not.toContain("after");
  });

  test("a channel that would become SQL is refused, and so are topics that do not fit", async () => {
    await using database = await openPostgres(postgres.url);
    const invalid = { code: "INVALID_OPTION" };
    await expect(database.openBus("x; DROP TABLE y")).rejects.toMatchObject(invalid);
    await using bus = await database.openBus(freshName());
    await expect(bus.publish("", "m")).rejects.toMatchObject(invalid);
    await expect(bus.publish("t", "x".repeat(2_001))).rejects.toMatchObject(invalid);
    await expect(bus.subscribe("\u0000", () => undefined)).rejects.toMatchObject(invalid);
  });
});

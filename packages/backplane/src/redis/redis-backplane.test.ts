import { describe, expect, test, vi } from "vitest";
import { LONG, openRedis, redis } from "../fixture/test-service.ts";
import { openBackplane } from "../index.ts";

describe.skipIf(redis.missing !== undefined)("the backplane on Redis", () => {
  test("servers with different prefixes do not receive each other's messages", async () => {
    const [one, two] = [await redis.create().open(), await redis.create().open()];
    const received: string[] = [];
    await two.bus.subscribe("topic", (message) => void received.push(message));
    await one.bus.publish("topic", "from one");
    await two.bus.publish("topic", "from two");
    await expect.poll(() => received).toEqual(["from two"]);
  });

  test("every key has a time to live, and scripts that the server lost are sent again", async () => {
    const { prefix, open } = redis.create();
    const instance = await open();
    await using client = await openRedis();
    for (let round = 0; round < 2; round += 1) {
      await instance.values.set("value", "0", LONG);
      expect(await instance.values.replace("value", "0", "1", LONG)).toBe(true);
      expect(await instance.values.replace("fresh", undefined, "1", LONG)).toBe(round === 0);
      expect(await instance.values.increment("count", 1, LONG)).toBe(round + 1);
      await instance.events.append("stream", [{ sequence: round + 1, message: "{}" }], LONG);
      await instance.events.append("empty", [], LONG);
      await client.scriptFlush();
    }
    const keys = await client.keys(`${prefix}:*`);
    expect(keys.length).toBeGreaterThanOrEqual(4);
    for (const key of keys) expect(await client.pTTL(key), key).toBeGreaterThan(0);
  });

  test("the times of a counter and a value stay those of their first and last call", async () => {
    const { prefix, open } = redis.create();
    const { values } = await open();
    await using client = await openRedis();
    await values.increment("count", 1, 50_000);
    await values.increment("count", 1, LONG);
    expect(await client.pTTL(`${prefix}:counter:count`)).toBeLessThanOrEqual(50_000);
    await values.set("key", "value", LONG);
    await values.replace("key", "value", "next", 50_000);
    expect(await client.pTTL(`${prefix}:value:key`)).toBeLessThanOrEqual(50_000);
  });

  test("a listener that ends leaves the channel, and others of the topic stay", async () => {
    const { prefix, open } = redis.create();
    const { bus } = await open();
    await using client = await openRedis();
    const channel = `${prefix}:topic:topic`;
    const subscribers = async (): Promise<unknown> =>
      (await client.pubSubNumSub([channel]))[channel];
    const receive = (): void => undefined;
    const [endOne, endTwo] = [
      await bus.subscribe("topic", receive),
      await bus.subscribe("topic", receive),
    ];
    expect(await subscribers()).toBe(1);
    await endOne();
    expect(await subscribers()).toBe(1);
    await endTwo();
    expect(await subscribers()).toBe(0);
  });

  test("a server that ends the connections is reached again, with its subscriptions", async () => {
    const { open } = redis.create();
    const reported: Error[] = [];
    const instance = await open({ onError: (error) => void reported.push(error) });
    const received: string[] = [];
    const missed = vi.fn();
    await instance.bus.subscribe("topic", (message) => void received.push(message), missed);
    await using client = await openRedis();
    await client.sendCommand(["CLIENT", "KILL", "TYPE", "pubsub"]);
    await expect.poll(() => missed).toHaveBeenCalledOnce();
    expect(reported[0]).toMatchObject({ code: "CONNECTION_FAILED" });
    await instance.bus.publish("topic", "again");
    await expect.poll(() => received).toEqual(["again"]);
  });

  test("a wrong password is an error that does not repeat it", async () => {
    const { url, prefix } = redis.create();
    const guest = new URL(url);
    guest.username = prefix;
    guest.password = "hunter2";
    const error: unknown = await openBackplane(guest.href, { prefix }).catch((caught) => caught);
    expect(error).toMatchObject({ code: "CONNECTION_FAILED" });
    expect(`${error}`).toMatch(/WRONGPASS/);
    expect(`${error}`).not.toContain("hunter2");
  });
});

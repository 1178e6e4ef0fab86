import { openBackplane } from "@mortise/backplane";
import { createClient } from "@redis/client";
import { afterAll, describe, expect, test } from "vitest";
import { freshPrefix, localRedis } from "../fixture/service/local-services.ts";

const LONG = 600_000;
const { url, missing, drop } = localRedis();

describe.skipIf(missing !== undefined)("the backplane on Redis", () => {
  const prefixes = [freshPrefix(), freshPrefix()] as const;
  const [prefix] = prefixes;
  afterAll(async () => void (await Promise.all(prefixes.map(drop))));

  test("servers with different prefixes do not meet", async () => {
    const [one, two] = await Promise.all(
      prefixes.map((own) => openBackplane(url, { prefix: own })),
    );
    const heard: string[] = [];
    await two?.bus.subscribe("topic", (message) => heard.push(message));
    await one?.values.set("key", "value", LONG);
    await one?.bus.publish("topic", "from one");
    await two?.bus.publish("topic", "from two");
    await expect.poll(() => heard).toEqual(["from two"]);
    expect(await two?.values.get("key")).toBeUndefined();
    await one?.close();
    await two?.close();
  });

  test("every key has a time to live, and a server that forgot its scripts is told them again", async () => {
    const instance = await openBackplane(url, { prefix });
    const client = createClient({ url });
    await client.connect();
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
    await client.close();
    await instance.close();
  });

  test("a wrong password is told without repeating it", async () => {
    const guest = new URL(url);
    guest.username = prefix;
    guest.password = "hunter2";
    const error: unknown = await openBackplane(guest.href, { prefix }).catch((caught) => caught);
    expect(error).toMatchObject({ code: "CONNECTION_FAILED" });
    expect(`${error}`).toMatch(/WRONGPASS/);
    expect(`${error}`).not.toContain("hunter2");
  });
});

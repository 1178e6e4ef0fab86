import { describe, expect, test } from "vitest";
import { LONG, postgres, redis, sqlite } from "./fixture/test-service.ts";

/** Milliseconds after which the services forget. */
const SHORT = 40;

for (const service of [postgres, redis, sqlite]) {
  describe.skipIf(service.missing !== undefined)(`values on ${service.name}`, () => {
    test("a value is there for every instance until it is replaced or deleted", async () => {
      const { open } = service.create();
      const [here, there] = [await open(), await open()];
      expect(await there.values.get("key")).toBeUndefined();
      await here.values.set("key", "", LONG);
      expect(await there.values.get("key")).toBe("");
      await there.values.set("key", "it's 100 % ü\n$1", LONG);
      expect(await here.values.get("key")).toBe("it's 100 % ü\n$1");
      expect(await here.values.delete("key")).toBe(true);
      expect(await there.values.delete("key")).toBe(false);
      expect(await there.values.get("key")).toBeUndefined();
    });

    test("a value is replaced only if it is the one expected", async () => {
      const { open } = service.create();
      const { values } = await open();
      expect(await values.replace("key", "other", "value", LONG)).toBe(false);
      expect(await values.get("key")).toBeUndefined();
      expect(await values.replace("key", undefined, "value", LONG)).toBe(true);
      expect(await values.replace("key", undefined, "other", LONG)).toBe(false);
      expect(await values.replace("key", "VALUE", "other", LONG)).toBe(false);
      expect(await values.replace("key", "value", "next", LONG)).toBe(true);
      expect(await values.get("key")).toBe("next");
    });

    test("of callers that expect the same, one succeeds", async () => {
      const { open } = service.create();
      const instances = [await open(), await open()];
      for (const expected of [undefined, "0"]) {
        const won = await Promise.all(
          Array.from({ length: 20 }, (_, at) =>
            instances[at % 2]?.values.replace("key", expected, expected ? `by ${at}` : "0", LONG),
          ),
        );
        expect(won.filter(Boolean)).toHaveLength(1);
      }
    });

    test("an expired value is gone, and may be created again", async () => {
      const { open } = service.create();
      const { values } = await open();
      await values.set("brief", "value", SHORT);
      await values.set("renewed", "value", SHORT);
      await values.replace("renewed", "value", "longer", LONG);
      await values.increment("count", 5, SHORT);
      await values.increment("count", 1, LONG);
      await expect.poll(() => values.get("brief")).toBeUndefined();
      await expect.poll(() => values.increment("count", 0, LONG)).toBe(0);
      expect(await values.replace("brief", "value", "other", LONG)).toBe(false);
      expect(await values.delete("brief")).toBe(false);
      expect(await values.replace("brief", undefined, "again", LONG)).toBe(true);
      expect(await values.get("renewed")).toBe("longer");
      expect(await values.delete("count")).toBe(false);
      expect(await values.increment("count", 2, LONG)).toBe(2);
    });

    test("increments of two instances sum up, and reading changes nothing", async () => {
      const { open } = service.create();
      const [here, there] = [await open(), await open()];
      const sums = await Promise.all(
        Array.from({ length: 30 }, (_, at) =>
          (at % 2 ? here : there).values.increment("count", 2, LONG),
        ),
      );
      expect([...sums].sort((a, b) => a - b)).toEqual(Array.from(sums, (_, at) => (at + 1) * 2));
      expect(await here.values.increment("count", -10, LONG)).toBe(50);
      expect(await there.values.increment("count", 0, LONG)).toBe(50);
      expect(await there.values.increment("other", 0, LONG)).toBe(0);
    });

    test("the value and the counter of a key are apart, and are deleted together", async () => {
      const { open } = service.create();
      const { values } = await open();
      await values.increment("key", 3, LONG);
      expect(await values.get("key")).toBeUndefined();
      await values.set("key", "value", LONG);
      expect(await values.increment("key", 0, LONG)).toBe(3);
      expect(await values.delete("key")).toBe(true);
      expect(await values.get("key")).toBeUndefined();
      expect(await values.increment("key", 1, LONG)).toBe(1);
      expect(await values.delete("key")).toBe(true);
    });

    test("servers with different prefixes share nothing", async () => {
      const [one, two] = [await service.create().open(), await service.create().open()];
      await one.values.set("key", "value", LONG);
      await one.values.increment("key", 1, LONG);
      expect(await two.values.get("key")).toBeUndefined();
      expect(await two.values.increment("key", 0, LONG)).toBe(0);
    });
  });
}

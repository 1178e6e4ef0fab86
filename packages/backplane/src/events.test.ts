import type { StoredEvent } from "@mortise/protocol";
import { describe, expect, test } from "vitest";
import { LONG, postgres, redis, sqlite } from "./fixture/test-service.ts";

/** Milliseconds after which the services forget. */
const SHORT = 40;

const numbered = (from: number, to: number): readonly StoredEvent[] =>
  Array.from({ length: to - from + 1 }, (_, at) => ({
    sequence: from + at,
    message: `{"n":${from + at}}`,
  }));

for (const service of [postgres, redis, sqlite]) {
  describe.skipIf(service.missing !== undefined)(`stream logs on ${service.name}`, () => {
    test("events of one instance are read by another, in order and after any place", async () => {
      const { open } = service.create();
      const [here, there] = [await open(), await open()];
      await here.events.append("s", numbered(1, 3), LONG);
      await here.events.append("s", numbered(7, 8), LONG);
      await here.events.append("other", numbered(1, 1), LONG);
      expect(await there.events.read("s", 0)).toEqual([...numbered(1, 3), ...numbered(7, 8)]);
      expect(await there.events.read("s", 3)).toEqual(numbered(7, 8));
      expect(await there.events.read("s", 5)).toEqual(numbered(7, 8));
      expect(await there.events.read("s", 8)).toEqual([]);
      expect(await there.events.read("unknown", 0)).toEqual([]);
    });

    test("events that are stored already are left out", async () => {
      const { events } = await service.create().open();
      await events.append("s", numbered(1, 3), LONG);
      await events.append("s", numbered(2, 4), LONG);
      await events.append("s", [{ sequence: 4, message: "another" }], LONG);
      await events.append("s", [], LONG);
      expect(await events.read("s", 0)).toEqual(numbered(1, 4));
    });

    test("the oldest events go when there are too many, in one append or in several", async () => {
      const { events } = await service.create().open({ maxEvents: 4 });
      for (const event of numbered(1, 6)) await events.append("s", [event], LONG);
      expect(await events.read("s", 0)).toEqual(numbered(3, 6));
      await events.append("s", numbered(7, 30), LONG);
      expect(await events.read("s", 0)).toEqual(numbered(27, 30));
    });

    test("the oldest events go when they are too long, and never the newest", async () => {
      const { events } = await service.create().open({ maxStreamCharacters: 30 });
      const sequences = async (): Promise<readonly number[]> =>
        (await events.read("s", 0)).map(({ sequence }) => sequence);
      const add = (sequence: number, length: number): Promise<void> =>
        events.append("s", [{ sequence, message: "x".repeat(length) }], LONG);
      for (let at = 1; at <= 4; at += 1) await add(at, 10);
      expect(await sequences()).toEqual([2, 3, 4]);
      await add(5, 100);
      expect(await sequences()).toEqual([5]);
      await add(6, 10);
      expect(await sequences()).toEqual([6]);
    });

    test("an expired stream is gone, and begins anew without its earlier life", async () => {
      const { events } = await service.create().open();
      await events.append("brief", numbered(1, 5), SHORT);
      await events.append("renewed", numbered(1, 1), SHORT);
      await events.append("renewed", numbered(2, 2), LONG);
      await expect.poll(() => events.read("brief", 0)).toEqual([]);
      expect(await events.read("renewed", 0)).toEqual(numbered(1, 2));
      await events.append("brief", numbered(2, 2), LONG);
      expect(await events.read("brief", 0)).toEqual(numbered(2, 2));
    });

    test("appends and deletions keep their order, awaited or not", async () => {
      const { events } = await service.create().open();
      await Promise.all(numbered(1, 6).map((event) => events.append("s", [event], LONG)));
      expect(await events.read("s", 0)).toEqual(numbered(1, 6));
      await Promise.all([
        events.append("s", numbered(7, 8), LONG),
        events.delete("s"),
        events.append("s", numbered(1, 2), LONG),
        events.append("s", numbered(3, 3), LONG),
      ]);
      expect(await events.read("s", 0)).toEqual(numbered(1, 3));
    });
  });
}

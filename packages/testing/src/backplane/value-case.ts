import { deepEqual, equal, rejects } from "node:assert/strict";
import type { KeyValueStore } from "@mortise/protocol";
import type { BackplaneCase } from "./backplane-case.ts";
import { LONG, ODD_KEYS, SHORT } from "./backplane-case.ts";

const invalid = { code: "INVALID_OPTION" };

/** Cases of values and counters. */
export const valueCases: readonly BackplaneCase[] = [
  {
    name: "a value that one instance keeps is there for every instance, until it is replaced or deleted",
    run: async ({ open }) => {
      const [here, there] = [await open(), await open()];
      equal(await there.values.get("key"), undefined);
      await here.values.set("key", "first", LONG);
      equal(await there.values.get("key"), "first");
      await there.values.set("key", "second", LONG);
      equal(await here.values.get("key"), "second");
      equal(await there.values.delete("key"), true);
      equal(await here.values.get("key"), undefined);
      equal(await here.values.delete("key"), false);
    },
  },
  {
    name: "a value is text of any length and in any writing",
    run: async ({ open }) => {
      const { values } = await open();
      const texts = ["", " ", "null", "0", "'\"%\\\n", "語🧩", "x".repeat(1_000_000)];
      for (const value of texts) {
        await values.set("key", value, LONG);
        equal(await values.get("key"), value);
        equal(await values.replace("key", value, `${value}!`, LONG), true);
        equal(await values.get("key"), `${value}!`);
      }
    },
  },
  {
    name: "keys of any writing are kept apart",
    run: async ({ open }) => {
      const { values } = await open();
      await Promise.all(ODD_KEYS.map((key, index) => values.set(key, `${index}`, LONG)));
      const found = await Promise.all(ODD_KEYS.map((key) => values.get(key)));
      deepEqual(
        found,
        ODD_KEYS.map((_, index) => `${index}`),
      );
      const sums = await Promise.all(
        ODD_KEYS.map((key, index) => values.increment(key, index, LONG)),
      );
      deepEqual(
        sums,
        ODD_KEYS.map((_, index) => index),
      );
    },
  },
  {
    name: "a value expires, and then it is as if it had never been",
    run: async ({ open, pass }) => {
      const { values } = await open();
      await values.set("brief", "value", SHORT);
      await values.set("renewed", "value", SHORT);
      await values.set("renewed", "value", LONG);
      await pass(SHORT * 2);
      equal(await values.get("brief"), undefined);
      equal(await values.replace("brief", "value", "other", LONG), false);
      equal(await values.delete("brief"), false);
      equal(await values.get("renewed"), "value");
      equal(await values.replace("brief", undefined, "again", LONG), true);
      equal(await values.get("brief"), "again");
    },
  },
  {
    name: "a value is replaced only if it is the expected one",
    run: async ({ open }) => {
      const { values } = await open();
      equal(await values.replace("key", "something", "value", LONG), false);
      equal(await values.get("key"), undefined);
      equal(await values.replace("key", undefined, "value", LONG), true);
      equal(await values.replace("key", undefined, "other", LONG), false);
      equal(await values.replace("key", "Value", "other", LONG), false);
      equal(await values.replace("key", "value", "other", LONG), true);
      equal(await values.get("key"), "other");
    },
  },
  {
    name: "of many replacements that expect the same value, one succeeds",
    run: async ({ open }) => {
      const instances = [await open(), await open()];
      for (const expected of [undefined, "0"]) {
        const tries = Array.from({ length: 20 }, (_, index) =>
          instances[index % 2]?.values.replace(
            "key",
            expected,
            expected ? `by ${index}` : "0",
            LONG,
          ),
        );
        const won = await Promise.all(tries);
        equal(won.filter((did) => did).length, 1);
        if (expected) equal(await instances[0]?.values.get("key"), `by ${won.indexOf(true)}`);
      }
    },
  },
  {
    name: "increments from two instances sum up",
    run: async ({ open }) => {
      const [here, there] = [await open(), await open()];
      const sums = await Promise.all(
        Array.from({ length: 40 }, (_, index) =>
          (index % 2 ? here : there).values.increment("count", 1, LONG),
        ),
      );
      deepEqual(
        [...sums].sort((one, other) => one - other),
        Array.from({ length: 40 }, (_, index) => index + 1),
      );
      equal(await here.values.increment("count", -15, LONG), 25);
      equal(await there.values.increment("count", 0, LONG), 25);
      equal(await here.values.increment("untouched", 0, LONG), 0);
    },
  },
  {
    name: "a counter begins again at 0 when the time of its first increment is over",
    run: async ({ open, pass }) => {
      const { values } = await open();
      const key = await incrementTwice(values);
      await pass(SHORT * 2);
      equal(await values.increment(key, 0, LONG), 0);
      equal(await values.increment(key, 2, LONG), 2);
      equal(await values.increment(key, 2, LONG), 4);
    },
  },
  {
    name: "a value and a counter of the same key are apart, and are deleted together",
    run: async ({ open }) => {
      const { values } = await open();
      await values.set("key", "value", LONG);
      equal(await values.increment("key", 3, LONG), 3);
      equal(await values.get("key"), "value");
      equal(await values.delete("key"), true);
      equal(await values.get("key"), undefined);
      equal(await values.increment("key", 0, LONG), 0);
      await values.increment("key", 1, LONG);
      equal(await values.delete("key"), true);
    },
  },
  {
    name: "keys, values, increments and times outside the contract are refused",
    run: async ({ open }) => {
      const { values } = await open();
      for (const key of ["", "x".repeat(513), "nul\u0000", "half \ud800"]) {
        await rejects(values.get(key), invalid);
        await rejects(values.set(key, "value", LONG), invalid);
        await rejects(values.delete(key), invalid);
        await rejects(values.increment(key, 1, LONG), invalid);
      }
      await rejects(values.set("key", "nul\u0000", LONG), invalid);
      await rejects(values.replace("key", undefined, "half \udc00", LONG), invalid);
      await rejects(values.increment("key", 1.5, LONG), invalid);
      for (const ttlMs of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
        await rejects(values.set("key", "value", ttlMs), invalid);
      }
      equal(await values.get("key"), undefined);
    },
  },
];

/**
 * Increments a counter of a short life twice and returns its key. On a busy machine the life may be over
 * before the second increment, which then begins a longer one; another counter is taken in its place.
 */
async function incrementTwice(values: KeyValueStore): Promise<string> {
  for (let attempt = 0; ; attempt += 1) {
    const key = `count ${attempt}`;
    equal(await values.increment(key, 5, SHORT), 5);
    if ((await values.increment(key, 1, LONG)) === 6) return key;
  }
}

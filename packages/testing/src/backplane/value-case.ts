import { deepEqual, equal, rejects } from "node:assert/strict";
import type { BackplaneCase } from "./backplane-case.ts";
import { LONG, ODD_KEYS, SHORT } from "./backplane-case.ts";

const invalid = { code: "INVALID_OPTION" };

/** Cases of values and counters. */
export const storeCases: readonly BackplaneCase[] = [
  {
    name: "a value that one node keeps is there for every node, until it is replaced or deleted",
    run: async ({ open }) => {
      const [here, there] = [await open(), await open()];
      equal(await there.store.get("key"), undefined);
      await here.store.set("key", "first", LONG);
      equal(await there.store.get("key"), "first");
      await there.store.set("key", "second", LONG);
      equal(await here.store.get("key"), "second");
      equal(await there.store.delete("key"), true);
      equal(await here.store.get("key"), undefined);
      equal(await here.store.delete("key"), false);
    },
  },
  {
    name: "a value is text of any length and in any writing",
    run: async ({ open }) => {
      const { store } = await open();
      const values = ["", " ", "null", "0", "'\"%\\\n", "語🧩", "x".repeat(1_000_000)];
      for (const value of values) {
        await store.set("key", value, LONG);
        equal(await store.get("key"), value);
        equal(await store.replace("key", value, `${value}!`, LONG), true);
        equal(await store.get("key"), `${value}!`);
      }
    },
  },
  {
    name: "keys of any writing are kept apart",
    run: async ({ open }) => {
      const { store } = await open();
      await Promise.all(ODD_KEYS.map((key, index) => store.set(key, `${index}`, LONG)));
      const found = await Promise.all(ODD_KEYS.map((key) => store.get(key)));
      deepEqual(
        found,
        ODD_KEYS.map((_, index) => `${index}`),
      );
      const sums = await Promise.all(
        ODD_KEYS.map((key, index) => store.increment(key, index, LONG)),
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
      const { store } = await open();
      await store.set("brief", "value", SHORT);
      await store.set("renewed", "value", SHORT);
      await store.set("renewed", "value", LONG);
      await pass(SHORT * 2);
      equal(await store.get("brief"), undefined);
      equal(await store.replace("brief", "value", "other", LONG), false);
      equal(await store.delete("brief"), false);
      equal(await store.get("renewed"), "value");
      equal(await store.replace("brief", undefined, "again", LONG), true);
      equal(await store.get("brief"), "again");
    },
  },
  {
    name: "a value is replaced only where it is what was expected",
    run: async ({ open }) => {
      const { store } = await open();
      equal(await store.replace("key", "something", "value", LONG), false);
      equal(await store.get("key"), undefined);
      equal(await store.replace("key", undefined, "value", LONG), true);
      equal(await store.replace("key", undefined, "other", LONG), false);
      equal(await store.replace("key", "Value", "other", LONG), false);
      equal(await store.replace("key", "value", "other", LONG), true);
      equal(await store.get("key"), "other");
    },
  },
  {
    name: "of many who expect the same, one succeeds",
    run: async ({ open }) => {
      const nodes = [await open(), await open()];
      for (const expected of [undefined, "0"]) {
        const tries = Array.from({ length: 20 }, (_, index) =>
          nodes[index % 2]?.store.replace("key", expected, expected ? `by ${index}` : "0", LONG),
        );
        const won = await Promise.all(tries);
        equal(won.filter((did) => did).length, 1);
        if (expected) equal(await nodes[0]?.store.get("key"), `by ${won.indexOf(true)}`);
      }
    },
  },
  {
    name: "increments from two nodes sum up",
    run: async ({ open }) => {
      const [here, there] = [await open(), await open()];
      const sums = await Promise.all(
        Array.from({ length: 40 }, (_, index) =>
          (index % 2 ? here : there).store.increment("count", 1, LONG),
        ),
      );
      deepEqual(
        [...sums].sort((one, other) => one - other),
        Array.from({ length: 40 }, (_, index) => index + 1),
      );
      equal(await here.store.increment("count", -15, LONG), 25);
      equal(await there.store.increment("count", 0, LONG), 25);
      equal(await here.store.increment("untouched", 0, LONG), 0);
    },
  },
  {
    name: "a counter begins again at 0 when the time of its first increment is over",
    run: async ({ open, pass }) => {
      const { store } = await open();
      equal(await store.increment("count", 5, SHORT), 5);
      await store.increment("count", 1, LONG);
      await pass(SHORT * 2);
      equal(await store.increment("count", 0, LONG), 0);
      equal(await store.increment("count", 2, LONG), 2);
      equal(await store.increment("count", 2, LONG), 4);
    },
  },
  {
    name: "a value and a counter of the same key are apart, and are deleted together",
    run: async ({ open }) => {
      const { store } = await open();
      await store.set("key", "value", LONG);
      equal(await store.increment("key", 3, LONG), 3);
      equal(await store.get("key"), "value");
      equal(await store.delete("key"), true);
      equal(await store.get("key"), undefined);
      equal(await store.increment("key", 0, LONG), 0);
      await store.increment("key", 1, LONG);
      equal(await store.delete("key"), true);
    },
  },
  {
    name: "keys, values, increments and times outside the contract are refused",
    run: async ({ open }) => {
      const { store } = await open();
      for (const key of ["", "x".repeat(513), "nul\u0000", "half \ud800"]) {
        await rejects(store.get(key), invalid);
        await rejects(store.set(key, "value", LONG), invalid);
        await rejects(store.delete(key), invalid);
        await rejects(store.increment(key, 1, LONG), invalid);
      }
      await rejects(store.set("key", "nul\u0000", LONG), invalid);
      await rejects(store.replace("key", undefined, "half \udc00", LONG), invalid);
      await rejects(store.increment("key", 1.5, LONG), invalid);
      for (const ttlMs of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
        await rejects(store.set("key", "value", ttlMs), invalid);
      }
      equal(await store.get("key"), undefined);
    },
  },
];

import type { JsonObject } from "@mortise/protocol";
import { expect, test } from "vitest";
import type { Caller } from "../request/caller.ts";
import { Identity } from "../result/identity.ts";
import type { Condition } from "../visibility/condition.ts";
import type { Entry } from "../visibility/entry.ts";
import { VisibleLists } from "./visible-lists.ts";

interface Named extends Entry {
  readonly name: string;
}

/** Twenty entries, each for callers whose number has its bit: a million different lists. */
function listsOf(): VisibleLists<Named> {
  const entries = Array.from({ length: 20 }, (_, bit): Named => {
    const condition: Condition = ({ auth }) => ((Number(auth?.id) >> bit) & 1) === 1;
    return { name: `t${bit}`, isOn: true, tags: [], conditions: [condition] };
  });
  return new VisibleLists({
    shape: {
      member: "tools",
      pageSize: 100,
      cache: { ttlMs: 0, cacheScope: "private" },
      identity: new Identity({ name: "s", version: "1" }),
    },
    entries,
    write: ({ name }) => ({ name }),
    holds: (condition, viewer) => condition(viewer),
    allows: () => true,
  });
}

function callerOf(number: number): Caller {
  const origin = { transport: "memory", principal: { id: String(number) } };
  return { origin, revision: "2026-07-28", info: undefined, capabilities: {} } as unknown as Caller;
}

function read(lists: VisibleLists<Named>, number: number): unknown[] {
  const caller = callerOf(number);
  const list = lists.of(caller);
  if (list instanceof Promise) throw new Error("no allow gives a promise here");
  const { text } = list.page(caller.revision, undefined);
  return ((JSON.parse(text) as JsonObject)["tools"] as Named[]).map(({ name }) => name);
}

test("any number of visibility sets is answered rightly and stored in bounded number", () => {
  const lists = listsOf();
  for (let number = 0; number < 5000; number += 1) {
    const expected = Array.from({ length: 20 }, (_, bit) => bit)
      .filter((bit) => ((number >> bit) & 1) === 1)
      .map((bit) => `t${bit}`);
    expect(read(lists, number)).toEqual(expected);
  }
  expect(lists.size).toBe(64);
});

test("callers that see the same share the stored list, and the least used list is dropped first", () => {
  const lists = listsOf();
  const first = lists.of(callerOf(1));
  expect(lists.of(callerOf(1))).toBe(first);
  for (let number = 2; number < 2 + 63; number += 1) {
    lists.of(callerOf(number));
    expect(lists.of(callerOf(1))).toBe(first);
  }
  for (let number = 100; number < 164; number += 1) lists.of(callerOf(number));
  expect(lists.of(callerOf(1))).not.toBe(first);
});

import { deepEqual, equal, rejects } from "node:assert/strict";
import type { EventStore, StoredEvent } from "@mortise/protocol";
import type { BackplaneCase } from "./backplane-case.ts";
import { CASE_BOUNDS, LONG, ODD_KEYS, SHORT } from "./backplane-case.ts";

const numbered = (from: number, to: number): readonly StoredEvent[] =>
  Array.from({ length: to - from + 1 }, (_, index) => ({
    sequence: from + index,
    message: `{"id":${from + index}}`,
  }));

/** Cases of the logs of streams. */
export const eventCases: readonly BackplaneCase[] = [
  {
    name: "events that one instance adds are read by another in order, after any place",
    run: async ({ open }) => {
      const [here, there] = [await open(), await open()];
      deepEqual(await there.events.read("stream", 0), []);
      await here.events.append("stream", numbered(1, 3), LONG);
      await here.events.append("stream", numbered(4, 4), LONG);
      await here.events.append("stream", [], LONG);
      deepEqual(await there.events.read("stream", 0), numbered(1, 4));
      deepEqual(await there.events.read("stream", -1), numbered(1, 4));
      deepEqual(await there.events.read("stream", 2), numbered(3, 4));
      deepEqual(await there.events.read("stream", 4), []);
      deepEqual(await there.events.read("stream", 99), []);
    },
  },
  {
    name: "appends and deletions of one instance keep their order, awaited or not",
    run: async ({ open }) => {
      const { events } = await open();
      await Promise.all(numbered(1, 8).map((event) => events.append("stream", [event], LONG)));
      deepEqual(await events.read("stream", 0), numbered(1, 8));
      const last = events.append("stream", numbered(9, 9), LONG);
      await Promise.all([last, events.delete("stream")]);
      deepEqual(await events.read("stream", 0), []);
    },
  },
  {
    name: "an append that is tried again adds nothing twice",
    run: async ({ open }) => {
      const [here, there] = [await open(), await open()];
      await here.events.append("stream", numbered(1, 3), LONG);
      await here.events.append("stream", numbered(1, 3), LONG);
      await here.events.append("stream", numbered(2, 5), LONG);
      deepEqual(await there.events.read("stream", 0), numbered(1, 5));
    },
  },
  {
    name: "a stream forgets its oldest events when there are too many",
    run: async ({ open }) => {
      const { events } = await open();
      const { maxEvents } = CASE_BOUNDS;
      for (let sequence = 1; sequence <= maxEvents + 5; sequence += 1) {
        await events.append("stream", numbered(sequence, sequence), LONG);
      }
      deepEqual(await events.read("stream", 0), numbered(6, maxEvents + 5));
      await events.append("stream", numbered(100, 199), LONG);
      deepEqual(await events.read("stream", 0), numbered(200 - maxEvents, 199));
    },
  },
  {
    name: "a stream forgets its oldest events when they are too long, but never the newest",
    run: async ({ open }) => {
      const { events } = await open();
      const { maxStreamCharacters } = CASE_BOUNDS;
      const sequences = async (): Promise<readonly number[]> =>
        (await events.read("stream", 0)).map(({ sequence }) => sequence);
      const third = "x".repeat(Math.floor(maxStreamCharacters / 3));
      for (let sequence = 1; sequence <= 4; sequence += 1) {
        await events.append("stream", [{ sequence, message: third }], LONG);
      }
      deepEqual(await sequences(), [2, 3, 4]);
      const huge = "y".repeat(maxStreamCharacters * 2);
      await events.append("stream", [{ sequence: 5, message: huge }], LONG);
      deepEqual(await events.read("stream", 0), [{ sequence: 5, message: huge }]);
      await events.append("stream", numbered(6, 7), LONG);
      deepEqual(await sequences(), [6, 7]);
    },
  },
  {
    name: "a stream expires after its last append, and begins anew without what was there",
    run: async ({ open, pass }) => {
      const { events } = await open();
      await events.append("brief", numbered(1, 5), SHORT);
      const renewed = await appendTwice(events);
      await pass(SHORT * 2);
      deepEqual(await events.read("brief", 0), []);
      deepEqual(await events.read(renewed, 0), numbered(1, 2));
      await events.append("brief", numbered(2, 2), LONG);
      deepEqual(await events.read("brief", 0), numbered(2, 2));
    },
  },
  {
    name: "a deleted stream is empty, and begins anew",
    run: async ({ open }) => {
      const [here, there] = [await open(), await open()];
      await here.events.append("stream", numbered(1, 3), LONG);
      await here.events.append("other", numbered(1, 1), LONG);
      await there.events.delete("stream");
      await there.events.delete("stream");
      deepEqual(await here.events.read("stream", 0), []);
      deepEqual(await here.events.read("other", 0), numbered(1, 1));
      await here.events.append("stream", numbered(1, 1), LONG);
      deepEqual(await there.events.read("stream", 0), numbered(1, 1));
    },
  },
  {
    name: "streams of any name are kept apart",
    run: async ({ open }) => {
      const { events } = await open();
      const event = (index: number): StoredEvent => ({ sequence: 1, message: `語'%\n${index}` });
      await Promise.all(ODD_KEYS.map((name, index) => events.append(name, [event(index)], LONG)));
      for (const [index, name] of ODD_KEYS.entries()) {
        deepEqual(await events.read(name, 0), [event(index)]);
      }
    },
  },
  {
    name: "events that are not numbered upwards from 1 are refused",
    run: async ({ open }) => {
      const { events } = await open();
      for (const sequences of [[0], [-1], [1.5], [2, 1], [3, 3]]) {
        const added = sequences.map((sequence) => ({ sequence, message: "{}" }));
        await rejects(events.append("stream", added, LONG), { code: "INVALID_OPTION" });
      }
      equal((await events.read("stream", 0)).length, 0);
    },
  },
];

/**
 * Appends to a stream of a short life twice and returns its name. On a busy machine the life may be over
 * before the second append, which then begins a longer one; another stream is taken in its place.
 */
async function appendTwice(events: EventStore): Promise<string> {
  for (let attempt = 0; ; attempt += 1) {
    const name = `renewed ${attempt}`;
    await events.append(name, numbered(1, 1), SHORT);
    await events.append(name, numbered(2, 2), LONG);
    if ((await events.read(name, 0)).length === 2) return name;
  }
}

import type { EventStore, StoredEvent } from "@mortise/protocol";
import { expect, test } from "vitest";
import { OrderedEvents } from "./ordered-events.ts";

const BOUNDS = { maxEvents: 5, maxStreamCharacters: 1_000 };

const event = (sequence: number): StoredEvent => ({ sequence, message: `${sequence}` });

/** A store whose calls wait until the test lets them go on, one after the other. */
function createSlowStore() {
  const calls: string[] = [];
  const waiting: PromiseWithResolvers<void>[] = [];
  const call = (text: string): Promise<void> => {
    calls.push(text);
    const turn = Promise.withResolvers<void>();
    waiting.push(turn);
    return turn.promise;
  };
  const store: EventStore = {
    append: (stream, events, ttlMs) =>
      call(`append ${stream} ${events.map(({ sequence }) => sequence).join("+")} for ${ttlMs}`),
    delete: (stream) => call(`delete ${stream}`),
    read: async () => [],
  };
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  const next = async (error?: Error): Promise<void> => {
    await settle();
    const turn = waiting.shift();
    if (error) turn?.reject(error);
    else turn?.resolve();
    await settle();
  };
  return { events: new OrderedEvents(store, BOUNDS), calls, next, settle };
}

test("appends during a call go together in the next, with the last time to live", async () => {
  const { events, calls, next, settle } = createSlowStore();
  const appends = [1, 2, 3].map((at) => events.append("s", [event(at)], at * 100));
  await settle();
  expect(calls).toEqual(["append s 1+2+3 for 300"]);
  appends.push(events.append("s", [event(4)], 400), events.append("s", [event(5)], 500));
  await next();
  expect(calls.at(-1)).toBe("append s 4+5 for 500");
  await next();
  await Promise.all(appends);
  expect(calls).toHaveLength(2);
});

test("streams do not wait for each other", async () => {
  const { events, calls, next, settle } = createSlowStore();
  const appends = [events.append("a", [event(1)], 1), events.append("b", [event(1)], 1)];
  await settle();
  expect(calls).toEqual(["append a 1 for 1", "append b 1 for 1"]);
  await next();
  await next();
  await Promise.all(appends);
});

test("an append after a deletion comes after it, and does not join the batch before it", async () => {
  const { events, calls, next } = createSlowStore();
  const work = [
    events.append("s", [event(1)], 1),
    events.append("s", [event(2)], 1),
    events.delete("s"),
    events.append("s", [event(1)], 2),
    events.append("s", [event(2)], 2),
  ];
  for (let turn = 0; turn < 3; turn += 1) await next();
  await Promise.all(work);
  expect(calls).toEqual(["append s 1+2 for 1", "delete s", "append s 1+2 for 2"]);
});

test("an append after the deletion that follows a running call begins anew as well", async () => {
  const { events, calls, next, settle } = createSlowStore();
  const work = [events.append("s", [event(1)], 1)];
  await settle();
  work.push(events.append("s", [event(2)], 1), events.delete("s"));
  work.push(events.append("s", [event(7)], 1));
  for (let turn = 0; turn < 4; turn += 1) await next();
  await Promise.all(work);
  expect(calls).toEqual(["append s 1 for 1", "append s 2 for 1", "delete s", "append s 7 for 1"]);
});

test("a call that fails fails its own appends, and the next goes on", async () => {
  const { events, calls, next } = createSlowStore();
  const failing = [events.append("s", [event(1)], 1), events.append("s", [event(2)], 1)];
  const refused = failing.map((append) => expect(append).rejects.toThrow("lost"));
  const deleting = expect(events.delete("s")).rejects.toThrow("lost too");
  const last = events.append("s", [event(3)], 1);
  await next(new Error("lost"));
  await next(new Error("lost too"));
  await next();
  await Promise.all([...refused, deleting, last]);
  expect(calls).toHaveLength(3);
});

test("events that would be trimmed anyway do not pile up", async () => {
  const { events, calls, next, settle } = createSlowStore();
  const first = events.append("s", [event(1)], 1);
  await settle();
  const appends = Array.from({ length: 500 }, (_, at) => events.append("s", [event(at + 2)], 1));
  await next();
  expect(calls.at(-1)).toBe("append s 497+498+499+500+501 for 1");
  await next();
  await Promise.all([first, ...appends]);
});

test("it is idle after every call has settled, failed ones included", async () => {
  const { events, next } = createSlowStore();
  const append = events.append("a", [event(1)], 1);
  const failing = expect(append).rejects.toThrow("lost");
  const deleting = events.delete("b");
  let isIdle = false;
  const idle = events.idle().then(() => {
    isIdle = true;
  });
  await next(new Error("lost"));
  expect(isIdle).toBe(false);
  await next();
  await Promise.all([failing, deleting, idle]);
  await events.idle();
});

import type { JsonObject } from "@mortise/protocol";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Listener } from "./subscriptions.ts";
import { Subscriptions } from "./subscriptions.ts";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

interface Recorded extends Listener {
  readonly uris: unknown[];
}

function createListener(receive: () => void = () => undefined): Recorded {
  const uris: unknown[] = [];
  const notify: Listener["notify"] = (notification) => {
    const { params } = JSON.parse(notification.text()) as { params: JsonObject };
    uris.push(params["uri"]);
    receive();
  };
  return { uris, lists: [], notify, end: () => undefined };
}

test("a change with thousands of listeners leaves turns to others, and reaches all in order", async () => {
  const subscriptions = new Subscriptions();
  const listeners = Array.from({ length: 1_200 }, () => createListener());
  for (const listener of listeners) subscriptions.add(listener, ["a://", "b://", "c://"]);
  const notified = (): number => listeners.reduce((sum, { uris }) => sum + uris.length, 0);
  for (const uri of ["a://", "b://", "b://", "c://", "a://"]) subscriptions.resourceUpdated(uri);
  expect(notified()).toBe(500);
  await vi.advanceTimersToNextTimerAsync();
  expect(notified()).toBe(1_000);
  await vi.runAllTimersAsync();
  // The second "b://" came while the first waited; the second "a://" while its first was delivered.
  for (const { uris } of listeners) expect(uris).toEqual(["a://", "b://", "c://", "a://"]);
});

test("few listeners get a change at once", () => {
  const subscriptions = new Subscriptions();
  const listener = createListener();
  subscriptions.add(listener, ["a://", "b://"]);
  for (const uri of ["a://", "b://", "a://"]) subscriptions.resourceUpdated(uri);
  expect(listener.uris).toEqual(["a://", "b://", "a://"]);
  expect(vi.getTimerCount()).toBe(0);
});

test("a listener that leaves before its turn gets no more changes", async () => {
  const subscriptions = new Subscriptions();
  for (let index = 0; index < 500; index += 1) subscriptions.add(createListener(), ["a://"]);
  const last = createListener();
  const listening = subscriptions.add(last, ["a://"]);
  subscriptions.resourceUpdated("a://");
  listening.stop();
  await vi.runAllTimersAsync();
  expect(last.uris).toEqual([]);
});

test("a listener that joins a waiting change gets it", async () => {
  const subscriptions = new Subscriptions();
  for (let index = 0; index < 501; index += 1) subscriptions.add(createListener(), ["a://"]);
  const first = createListener();
  const listening = subscriptions.add(first, ["b://"]);
  subscriptions.resourceUpdated("a://");
  subscriptions.resourceUpdated("b://");
  listening.stop();
  const second = createListener();
  subscriptions.add(second, ["b://"]);
  subscriptions.resourceUpdated("b://");
  await vi.runAllTimersAsync();
  expect([first.uris, second.uris]).toEqual([[], ["b://"]]);
});

test("earlier changes are delivered before the end, and nothing after it", async () => {
  const subscriptions = new Subscriptions();
  const received: string[] = [];
  for (let index = 0; index < 501; index += 1) {
    const listener = createListener(() => received.push("change"));
    subscriptions.add({ ...listener, end: () => received.push("end") }, ["a://"]);
  }
  subscriptions.resourceUpdated("a://");
  subscriptions.close();
  await vi.runAllTimersAsync();
  expect(received.join(" ")).toBe(
    [...Array(501).fill("change"), ...Array(501).fill("end")].join(" "),
  );
});

test("a listener that fails keeps no other from its changes, now or later", async () => {
  const subscriptions = new Subscriptions();
  const failing = createListener(() => {
    throw new Error("broken");
  });
  const other = createListener();
  subscriptions.add(failing, ["a://"]);
  subscriptions.add(other, ["a://"]);
  expect(() => subscriptions.resourceUpdated("a://")).toThrow("broken");
  await vi.runAllTimersAsync();
  expect(other.uris).toEqual(["a://"]);
});

test("a change that waits behind a full slice is delivered in a later turn", async () => {
  const subscriptions = new Subscriptions();
  const listeners = Array.from({ length: 500 }, () => createListener());
  for (const listener of listeners) subscriptions.add(listener, ["a://"]);
  const other = createListener();
  subscriptions.add(other, ["b://"]);
  // The first change fills the slice exactly, and the second comes while it is delivered.
  subscriptions.add(
    createListener(() => undefined),
    ["c://"],
  );
  const first = listeners[0] as Recorded;
  const notify = first.notify.bind(first);
  Object.assign(first, {
    notify: (notification: Parameters<Listener["notify"]>[0]) => {
      notify(notification);
      subscriptions.resourceUpdated("b://");
    },
  });
  subscriptions.resourceUpdated("a://");
  await vi.runAllTimersAsync();
  expect(other.uris).toEqual(["b://"]);
});

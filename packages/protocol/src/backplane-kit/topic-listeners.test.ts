import { expect, test, vi } from "vitest";
import { TopicListeners } from "./topic-listeners.ts";

function collect(): { readonly received: string[]; readonly receive: (message: string) => void } {
  const received: string[] = [];
  return { received, receive: (message) => void received.push(message) };
}

test("a message reaches the listeners of its topic alone", () => {
  const listeners = new TopicListeners(() => undefined);
  const [one, two, other] = [collect(), collect(), collect()];
  listeners.add("topic", one);
  listeners.add("topic", two);
  listeners.add("other", other);
  listeners.deliver("topic", "message");
  listeners.deliver("unknown", "message");
  expect([one.received, two.received, other.received]).toEqual([["message"], ["message"], []]);
  expect(listeners.topics()).toEqual(["topic", "other"]);
});

test("a function that listens twice receives twice, and each removal removes one", () => {
  const listeners = new TopicListeners(() => undefined);
  const { received, receive } = collect();
  const listener = { receive };
  const remove = listeners.add("topic", listener);
  listeners.add("topic", listener);
  listeners.deliver("topic", "first");
  remove();
  remove();
  listeners.deliver("topic", "second");
  expect(received).toEqual(["first", "first", "second"]);
});

test("the error of a listener is reported and the others receive the message", () => {
  const reported = vi.fn();
  const listeners = new TopicListeners(reported);
  const fault = new Error("a listener's fault");
  const { received, receive } = collect();
  listeners.add("topic", {
    receive: () => {
      throw fault;
    },
  });
  listeners.add("topic", { receive });
  listeners.deliver("topic", "message");
  expect(received).toEqual(["message"]);
  expect(reported).toHaveBeenCalledExactlyOnceWith(fault);
});

test("a listener that another one removes during delivery is not called", () => {
  const listeners = new TopicListeners(() => undefined);
  const { received, receive } = collect();
  let remove = (): void => undefined;
  listeners.add("topic", { receive: () => remove() });
  remove = listeners.add("topic", { receive });
  listeners.deliver("topic", "message");
  expect(received).toEqual([]);
});

test("a listener that is added during delivery receives later messages only", () => {
  const listeners = new TopicListeners(() => undefined);
  const { received, receive } = collect();
  let isAdded = false;
  listeners.add("topic", {
    receive: () => {
      if (!isAdded) listeners.add("topic", { receive });
      isAdded = true;
    },
  });
  listeners.deliver("topic", "first");
  listeners.deliver("topic", "second");
  expect(received).toEqual(["second"]);
});

test("missed messages are announced to every listener that asks for it", () => {
  const reported = vi.fn();
  const listeners = new TopicListeners(reported);
  const missed = vi.fn();
  const receive = (): void => undefined;
  listeners.add("one", { receive });
  listeners.add("two", {
    receive,
    missed: () => {
      throw new Error("a listener's fault");
    },
  });
  listeners.add("two", { receive, missed });
  listeners.add("three", { receive, missed });
  listeners.notifyMissed();
  expect(missed).toHaveBeenCalledTimes(2);
  expect(reported).toHaveBeenCalledOnce();
  listeners.clear();
  listeners.notifyMissed();
  expect(missed).toHaveBeenCalledTimes(2);
});

test("a topic is subscribed for each listener and left after the last", async () => {
  const listeners = new TopicListeners(() => undefined);
  const begin = vi.fn(async () => undefined);
  const end = vi.fn(async () => Promise.reject(new Error("already gone")));
  const { receive } = collect();
  const leaveFirst = await listeners.join("topic", { receive }, begin, end);
  const leaveSecond = await listeners.join("topic", { receive }, begin, end);
  expect(begin).toHaveBeenCalledTimes(2);
  await leaveFirst();
  expect(end).not.toHaveBeenCalled();
  await leaveSecond();
  await leaveSecond();
  expect(end).toHaveBeenCalledOnce();
  expect(listeners.has("topic")).toBe(false);
});

test("a subscription that fails leaves no listener behind", async () => {
  const listeners = new TopicListeners(() => undefined);
  const { received, receive } = collect();
  const fault = new Error("no connection");
  const end = vi.fn(async () => undefined);
  const joining = listeners.join("topic", { receive }, () => Promise.reject(fault), end);
  await expect(joining).rejects.toBe(fault);
  expect(end).toHaveBeenCalledOnce();
  listeners.deliver("topic", "message");
  expect(received).toEqual([]);
});

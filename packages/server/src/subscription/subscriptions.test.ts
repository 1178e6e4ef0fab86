import { ErrorCode } from "@mortise/protocol";
import { expect, test } from "vitest";
import type { Listener } from "./subscriptions.ts";
import { Subscriptions } from "./subscriptions.ts";

/** A listener of a caller that notes in `ended` when it is ended. */
function listen(
  holder: string | undefined,
  ended: string[],
  name: string = holder ?? "",
): Listener {
  return { lists: [], holder, notify: () => undefined, end: () => void ended.push(name) };
}

test("once all is taken, the oldest listener of the caller with most is ended", () => {
  const subscriptions = new Subscriptions(4);
  const ended: string[] = [];
  for (const name of ["eve1", "eve2", "eve3", "eve4"]) {
    subscriptions.add(listen("eve", ended, name));
  }
  expect(() => subscriptions.add(listen("eve", ended))).toThrow(
    expect.objectContaining({ code: ErrorCode.InternalError, data: { limit: 4 } }),
  );
  subscriptions.add(listen("ann", ended));
  const bob = subscriptions.add(listen("bob", ended));
  expect(ended).toEqual(["eve1", "eve2"]);
  // Two callers have one each and one has two: no caller has more than the newcomer would.
  expect(() => subscriptions.add(listen("ann", ended))).toThrow("limit (4) reached");
  expect(subscriptions.size).toBe(4);
  bob.stop();
  subscriptions.add(listen("ann", ended));
  expect(ended).toEqual(["eve1", "eve2"]);
});

test("a listener of no known caller is never ended for another", () => {
  const subscriptions = new Subscriptions(2);
  const ended: string[] = [];
  for (const name of ["a", "b"]) subscriptions.add(listen(undefined, ended, name));
  expect(() => subscriptions.add(listen("ann", ended))).toThrow("limit (2) reached");
  expect(ended).toEqual([]);
});

test("the URIs of all listeners are bounded, at the expense of the caller with most of them", () => {
  const subscriptions = new Subscriptions(100, 1_000);
  const ended: string[] = [];
  const uri = (index: number): string => `x://${index}`.padEnd(100, "x");
  for (let index = 0; index < 10; index += 1) {
    subscriptions.add(listen("eve", ended, `eve${index}`), [uri(index)]);
  }
  expect(() => subscriptions.add(listen("eve", ended), ["x://"])).toThrow("1000 characters");
  subscriptions.add(listen("ann", ended), [uri(1), uri(2)]);
  expect(ended).toEqual(["eve0", "eve1"]);
  subscriptions.add(listen("eve", ended), []);
});

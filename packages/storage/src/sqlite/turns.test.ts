import { expect, test } from "vitest";
import { Turns } from "./turns.ts";

test("work that is alone begins at once, other work after the one before it", async () => {
  const turns = new Turns();
  const log: string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const first = turns.take(async () => {
    log.push("first begins");
    await promise;
    log.push("first ends");
  });
  const second = turns.take(async () => void log.push("second"));
  const third = turns.take(async () => void log.push("third"));
  expect(log).toEqual(["first begins"]);
  resolve();
  await Promise.all([first, second, third]);
  expect(log).toEqual(["first begins", "first ends", "second", "third"]);
  await turns.take(async () => void log.push("alone again"));
  expect(log.at(-1)).toBe("alone again");
});

test("work that fails does not stop the next", async () => {
  const turns = new Turns();
  const failing = turns.take(() => Promise.reject(new Error("failed")));
  const next = turns.take(async () => "done");
  await expect(failing).rejects.toThrow("failed");
  expect(await next).toBe("done");
});

import { expect, test } from "vitest";
import { isHosted, withoutServing } from "./without-serving.ts";

test("serving is off until the last of several hosts is done", async () => {
  const first = Promise.withResolvers<string>();
  const second = Promise.withResolvers<string>();
  const hosts = [withoutServing(() => first.promise), withoutServing(() => second.promise)];
  expect(isHosted()).toBe(true);
  first.resolve("loaded");
  expect(await hosts[0]).toBe("loaded");
  expect(isHosted()).toBe(true);
  second.reject(new Error("broken file"));
  await expect(hosts[1]).rejects.toThrow("broken file");
  expect(isHosted()).toBe(false);
  expect(Object.getOwnPropertySymbols(globalThis)).not.toContain(Symbol.for("mortise.hosts"));
});

import { expect, test } from "vitest";
import { createMemoryBackplane } from "../backplane/memory-backplane.ts";
import type { ServerEvent } from "../log/mask.ts";
import { createServer } from "../server.ts";
import { StateSealer } from "./state-sealer.ts";

const OLD = "old key old key old key old key old";
const NEW = "new key new key new key new key new";
const RECORD = { answers: { name: "Ada" }, steps: {} };

const withEnvironment = (MORTISE_STATE_KEYS: string | undefined, keys?: readonly string[]) =>
  new StateSealer(keys ? { keys } : {}, { now: () => 0, environment: { MORTISE_STATE_KEYS } });

test("keys of the environment are a ring: the first seals, all of them open", async () => {
  const before = withEnvironment(OLD);
  const after = withEnvironment(` ${NEW} , ${OLD} `);
  const sealed = await before.seal(RECORD, "call");
  expect(await after.open(sealed, "call")).toMatchObject(RECORD);
  await expect(before.open(await after.seal(RECORD, "call"), "call")).rejects.toThrow(
    "does not open",
  );
  expect(after.hasEphemeralKey).toBe(false);
});

test("who made up a key is told once that another process may have made another", async () => {
  const told: string[] = [];
  const warn = (message: string): void => void told.push(message);
  const other = await withEnvironment(OLD).seal(RECORD, "call");
  const made = new StateSealer({}, { environment: {}, warn });
  for (let time = 0; time < 2; time += 1) {
    await expect(made.open(other, "call")).rejects.toThrow("does not open");
  }
  expect(told).toEqual([expect.stringContaining("give all of them the same keys")]);
  const given = new StateSealer({ keys: [NEW] }, { environment: {}, warn });
  await expect(given.open(other, "call")).rejects.toThrow("does not open");
  expect(told).toHaveLength(1);
});

test("keys that are given come before those of the environment", async () => {
  const given = withEnvironment(OLD, [NEW]);
  const sealed = await given.seal(RECORD, "call");
  expect(await withEnvironment(NEW).open(sealed, "call")).toMatchObject(RECORD);
});

test("without keys one is made up, also where the variable is empty", async () => {
  expect(withEnvironment("").hasEphemeralKey).toBe(true);
  const sealed = await withEnvironment(undefined).seal(RECORD, "call");
  await expect(withEnvironment(undefined).open(sealed, "call")).rejects.toThrow("does not open");
});

test.each([
  ["short", "MORTISE_STATE_KEYS needs at least one secret, each of 32 characters or more"],
  [`${OLD},`, "MORTISE_STATE_KEYS needs at least one secret"],
])("keys %j in the environment are refused by the variable's name", (keys, message) => {
  expect(() => withEnvironment(keys)).toThrow(message);
});

test("a server that joins others with a key that was made up warns, and says what to set", () => {
  const events: ServerEvent[] = [];
  const options = {
    name: "instance",
    version: "1",
    log: (event: ServerEvent) => events.push(event),
  };
  const others = { ...createMemoryBackplane(), isShared: true };
  createServer({ ...options, state: { keys: [NEW] } }).join(others);
  createServer(options).join(createMemoryBackplane());
  expect(events).toEqual([]);
  createServer(options).join(others);
  expect(events).toEqual([
    { level: "warning", message: expect.stringContaining("by MORTISE_STATE_KEYS or the option") },
  ]);
});

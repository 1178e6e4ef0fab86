import { ErrorCode, systemClock, systemRandom } from "@mortise/protocol";
import { createFakeClock } from "@mortise/protocol/test-kit";
import { expect, test } from "vitest";
import { createMemoryBackplane } from "../backplane/memory-backplane.ts";
import type { ServerEvent } from "../log/mask.ts";
import { createServer } from "../server.ts";
import { MAX_STATE, StateSealer } from "./state-sealer.ts";

const OLD = "old key old key old key old key old";
const NEW = "new key new key new key new key new";
const RECORD = { asked: {}, answers: { name: "Ada" }, steps: {} };

const SETTINGS = { clock: systemClock, random: systemRandom };

const withEnvironment = (MORTISE_STATE_KEYS: string | undefined, keys?: readonly string[]) =>
  new StateSealer(keys ? { keys } : {}, { ...SETTINGS, environment: { MORTISE_STATE_KEYS } });

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

test("a foreign state is a warning once if the key is ephemeral", async () => {
  const warnings: string[] = [];
  const warn = (message: string): void => void warnings.push(message);
  const other = await withEnvironment(OLD).seal(RECORD, "call");
  const made = new StateSealer({}, { ...SETTINGS, environment: {}, warn });
  for (let time = 0; time < 2; time += 1) {
    await expect(made.open(other, "call")).rejects.toThrow("does not open");
  }
  expect(warnings).toEqual([expect.stringContaining("give all of them the same keys")]);
  const given = new StateSealer({ keys: [NEW] }, { ...SETTINGS, environment: {}, warn });
  await expect(given.open(other, "call")).rejects.toThrow("does not open");
  expect(warnings).toHaveLength(1);
});

test("keys that are given come before those of the environment", async () => {
  const given = withEnvironment(OLD, [NEW]);
  const sealed = await given.seal(RECORD, "call");
  expect(await withEnvironment(NEW).open(sealed, "call")).toMatchObject(RECORD);
});

test("without keys the key is random, also if the variable is empty", async () => {
  expect(withEnvironment("").hasEphemeralKey).toBe(true);
  const sealed = await withEnvironment(undefined).seal(RECORD, "call");
  await expect(withEnvironment(undefined).open(sealed, "call")).rejects.toThrow("does not open");
});

test("a random key is made with the first state, since some runtimes have no randomness before", async () => {
  const made: number[] = [];
  const bytes = (length: number) => {
    made.push(length);
    return systemRandom.bytes(length);
  };
  const sealer = new StateSealer(
    {},
    { ...SETTINGS, environment: {}, random: { ...systemRandom, bytes } },
  );
  expect(made).toEqual([]);
  const sealed = await sealer.seal(RECORD, "call");
  expect(await sealer.open(sealed, "call")).toMatchObject(RECORD);
  expect(made).toContain(32);
});

test.each([
  ["short", "MORTISE_STATE_KEYS needs at least one secret, each of 32 characters or more"],
  [`${OLD},`, "MORTISE_STATE_KEYS needs at least one secret"],
])("keys %j in the environment are refused by the variable's name", (keys, message) => {
  expect(() => withEnvironment(keys)).toThrow(message);
});

test("a server that joins others with an ephemeral key warns, and says what to set", () => {
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
    { level: "warning", message: expect.stringContaining("Set the same MORTISE_STATE_KEYS") },
  ]);
});

test("a state opens during its lifetime, and not from its end on", async () => {
  const clock = createFakeClock();
  const sealer = new StateSealer({ keys: [NEW], ttl: "10s" }, { ...SETTINGS, clock });
  const sealed = await sealer.seal(RECORD, "call");
  await clock.advance(9_999);
  expect(await sealer.open(sealed, "call")).toMatchObject(RECORD);
  await clock.advance(1);
  await expect(sealer.open(sealed, "call")).rejects.toMatchObject({
    code: ErrorCode.InvalidParams,
    message: expect.stringContaining("it has expired"),
  });
});

test("a state lives for an hour by default", async () => {
  const clock = createFakeClock();
  const sealer = new StateSealer({ keys: [NEW] }, { ...SETTINGS, clock });
  const sealed = await sealer.seal(RECORD, "call");
  await clock.advance(3_600_000 - 1);
  expect(await sealer.open(sealed, "call")).toMatchObject(RECORD);
  await clock.advance(1);
  await expect(sealer.open(sealed, "call")).rejects.toThrow("it has expired");
});

test("a state opens for the request it was made for, and only unchanged", async () => {
  const sealer = new StateSealer({ keys: [NEW] }, SETTINGS);
  const sealed = await sealer.seal(RECORD, "call of ann");
  await expect(sealer.open(sealed, "call of bob")).rejects.toThrow("made for another request");
  const middle = sealed.length >> 1;
  const other = sealed[middle] === "A" ? "B" : "A";
  const changed = sealed.slice(0, middle) + other + sealed.slice(middle + 1);
  await expect(sealer.open(changed, "call of ann")).rejects.toThrow("it was changed");
  for (const state of [undefined, 7, "", "AAAA", "not base64!", "A".repeat(4 * MAX_STATE + 65)]) {
    await expect(sealer.open(state, "call of ann")).rejects.toThrow(
      "not one that this server made",
    );
  }
});

test("a state that can be used once opens once on all instances, and again for the same user", async () => {
  const clock = createFakeClock();
  const { values } = createMemoryBackplane({ clock });
  const options = { keys: [NEW], singleUse: true, ttl: "10s" } as const;
  const [one, other] = [1, 2].map(
    () => new StateSealer(options, { ...SETTINGS, clock, values: () => values }),
  ) as [StateSealer, StateSealer];
  const sealed = await one.seal(RECORD, "call");
  await expect(one.open(sealed, "another call")).rejects.toThrow("made for another request");
  const user = {};
  expect(await one.open(sealed, "call", user)).toMatchObject(RECORD);
  expect(await one.open(sealed, "call", user)).toMatchObject(RECORD);
  for (const sealer of [one, other]) {
    await expect(sealer.open(sealed, "call", {})).rejects.toMatchObject({
      code: ErrorCode.InvalidParams,
      message: expect.stringContaining("it was used before, and can be used once"),
    });
  }
  expect(await other.open(await one.seal(RECORD, "call"), "call")).toMatchObject(RECORD);
});

test("a record may have as many characters as the limit, and not one above", async () => {
  const sealer = new StateSealer(
    { keys: [NEW] },
    { ...SETTINGS, clock: createFakeClock({ start: 0 }) },
  );
  const written = JSON.stringify({ asked: {}, answers: { a: "" }, steps: {}, expires: 3_600_000 });
  const room = MAX_STATE - written.length;
  const fitting = { asked: {}, answers: { a: "語".repeat(room) }, steps: {} };
  expect(await sealer.open(await sealer.seal(fitting, "call"), "call")).toMatchObject(fitting);
  const larger = { asked: {}, answers: { a: "語".repeat(room + 1) }, steps: {} };
  await expect(sealer.seal(larger, "call")).rejects.toMatchObject({ code: "INVALID_OPTION" });
});

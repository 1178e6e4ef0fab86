import { createFakeClock } from "@mortise/protocol/test-kit";
import { expect, test } from "vitest";
import { ExpiringMap } from "./expiring-map.ts";

test("it keeps what a plain map with the same rules would keep", async () => {
  const clock = createFakeClock({ start: 0 });
  let seed = 1;
  const random = (below: number): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  const bounds = { maxEntries: 20, maxCharacters: 150 };
  const map = new ExpiringMap<number>(bounds, clock);
  const model = new Map<string, { value: number; until: number; characters: number }>();
  for (let step = 0; step < 20_000; step += 1) {
    await clock.advance(random(3));
    const now = clock.now();
    const key = `${random(40)}`;
    if (random(4) === 0) {
      const known = model.get(key);
      expect(map.delete(key)).toBe(known !== undefined && known.until > now);
      model.delete(key);
      continue;
    }
    const entry = { value: step, until: now + 20, characters: random(20) };
    map.set(key, entry.value, entry.until, entry.characters);
    model.delete(key);
    for (const [other, { until }] of model) if (until <= now) model.delete(other);
    model.set(key, entry);
    const characters = (): number =>
      [...model.values()].reduce((sum, kept) => sum + kept.characters, 0);
    for (const other of model.keys()) {
      if (model.size <= bounds.maxEntries && characters() <= bounds.maxCharacters) break;
      if (model.size > 1) model.delete(other);
    }
    const probe = `${random(40)}`;
    const found = model.get(probe);
    expect(map.get(probe)?.value).toBe(found && found.until > now ? found.value : undefined);
  }
  expect(model.size).toBeGreaterThan(1);
});

test("expired entries do not pile up", async () => {
  const clock = createFakeClock({ start: 0 });
  const map = new ExpiringMap<number>({ maxEntries: 1_000, maxCharacters: 1e6 }, clock);
  for (let step = 0; step < 10_000; step += 1) {
    await clock.advance(1);
    map.set(`${step}`, step, clock.now() + 10, 1);
  }
  expect(map.size).toBeLessThanOrEqual(11);
});

test("expired entries do not pile up behind one that stays", async () => {
  const clock = createFakeClock({ start: 0 });
  const map = new ExpiringMap<number>({ maxEntries: 10_000, maxCharacters: 1e6 }, clock);
  map.set("stays", 0, 1e9, 1);
  for (let step = 0; step < 10_000; step += 1) {
    await clock.advance(1);
    map.set(`${step}`, step, clock.now() + 10, 1);
  }
  expect(map.size).toBeLessThanOrEqual(50);
  expect(map.get("stays")?.value).toBe(0);
});

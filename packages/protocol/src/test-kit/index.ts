/**
 * Fakes for tests of code that takes a {@link Clock} or a {@link Random}.
 *
 * @module
 */
export type { Clock, ScheduleOptions } from "../clock.ts";
export type { Duration } from "../duration.ts";
export type { Random } from "../random.ts";
export { createFakeClock, type FakeClock, type FakeClockOptions } from "./fake-clock.ts";
export { createFakeRandom, type FakeRandomOptions } from "./fake-random.ts";

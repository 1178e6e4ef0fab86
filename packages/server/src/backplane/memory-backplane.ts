import type { Backplane, Clock } from "@mortise/protocol";
import { systemClock, toLogLines } from "@mortise/protocol";
import { createBackplane } from "@mortise/protocol/backplane-kit";
import { MemoryBus } from "./memory-bus.ts";
import { MemoryEvents } from "./memory-events.ts";
import { MemoryValues } from "./memory-values.ts";

/** The limits of a memory backplane; the oldest entries go first. */
export interface MemoryBackplaneOptions {
  /** Values, and as many counters. Default 100,000. */
  readonly maxKeys?: number;
  /** Streams whose events are kept. Default 10,000. */
  readonly maxStreams?: number;
  /** Events kept of one stream. Default 1,000. */
  readonly maxEvents?: number;
  /** Characters kept of one stream. Default 4,194,304. */
  readonly maxStreamCharacters?: number;
  /** Characters kept in all values, and as many in all streams. Default 67,108,864. */
  readonly maxCharacters?: number;
  /** Decides when values and events expire. Default: the platform's. */
  readonly clock?: Clock;
  /** Called with the error of a listener. Default: writes it to standard error. */
  readonly onError?: (error: unknown) => void;
}

/**
 * Makes a backplane that serves this process alone, and forgets with it.
 *
 * It holds no timers; expired entries are deleted as others come.
 */
export function createMemoryBackplane(options: MemoryBackplaneOptions = {}): Backplane {
  const {
    maxKeys = 100_000,
    maxStreams = 10_000,
    maxEvents = 1_000,
    clock = systemClock,
  } = options;
  const { maxStreamCharacters = 4_194_304, maxCharacters = 67_108_864 } = options;
  const values = new MemoryValues({ maxEntries: maxKeys, maxCharacters }, clock);
  const bus = new MemoryBus(options.onError ?? writeToConsole);
  const events = new MemoryEvents(
    { maxEntries: maxStreams, maxCharacters },
    { maxEvents, maxCharacters: maxStreamCharacters },
    clock,
  );
  return createBackplane({
    kind: "memory",
    isShared: false,
    values,
    bus,
    events,
    close: async () => {
      values.clear();
      bus.clear();
      events.clear();
    },
  });
}

function writeToConsole(error: unknown): void {
  const shown = error instanceof Error ? (error.stack ?? error.message) : error;
  // biome-ignore lint/suspicious/noConsole: standard error is the log of last resort, and the only one that every runtime has.
  console.error(
    "[mortise] A listener on the bus threw:",
    typeof shown === "string" ? toLogLines(shown) : shown,
  );
}

import type { Backplane } from "../backplane/backplane.ts";
import type { EventBus } from "../backplane/event-bus.ts";
import type { EventStore } from "../backplane/event-store.ts";
import type { KeyValueStore } from "../backplane/key-value-store.ts";
import { MortiseError } from "../error/mortise-error.ts";
import { checkCount, checkKey, checkMessage, checkText, checkTtl } from "./check-argument.ts";

/** The parts of a backplane. They may rely on checked arguments and on `close` being called once. */
export type BackplaneParts = Omit<Backplane, typeof Symbol.asyncDispose>;

/**
 * Makes a backplane of its parts, with the checks that every backplane has.
 *
 * Arguments outside the contract reject with MortiseError `INVALID_OPTION`, calls after `close` with
 * `CLOSED`.
 */
export function createBackplane(parts: BackplaneParts): Backplane {
  const { kind, isShared } = parts;
  let closing: Promise<void> | undefined;
  const checkCall = (name: string, what: string): void => {
    if (closing !== undefined)
      throw new MortiseError("CLOSED", `The backplane (${kind}) is closed`);
    checkKey(name, what);
  };
  const close = (): Promise<void> => {
    closing ??= parts.close();
    return closing;
  };
  return {
    kind,
    isShared,
    values: checkedValues(parts.values, (key) => checkCall(key, "A key")),
    bus: checkedBus(parts.bus, (topic) => checkCall(topic, "A topic")),
    events: checkedEvents(parts.events, (stream) => checkCall(stream, "The name of a stream")),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Checks that the backplane is open, and the key, topic or stream that a call is about. */
type Check = (name: string) => void;

function checkedValues(values: KeyValueStore, check: Check): KeyValueStore {
  return {
    async get(key) {
      check(key);
      return values.get(key);
    },
    async set(key, value, ttlMs) {
      check(key);
      checkText(value, "A value");
      checkTtl(ttlMs);
      return values.set(key, value, ttlMs);
    },
    async replace(key, expected, value, ttlMs) {
      check(key);
      checkText(expected ?? "", "An expected value");
      checkText(value, "A value");
      checkTtl(ttlMs);
      return values.replace(key, expected, value, ttlMs);
    },
    async delete(key) {
      check(key);
      return values.delete(key);
    },
    async increment(key, by, ttlMs) {
      check(key);
      checkCount(by, "An increment");
      checkTtl(ttlMs);
      return values.increment(key, by, ttlMs);
    },
  };
}

function checkedBus(bus: EventBus, check: Check): EventBus {
  return {
    async publish(topic, message) {
      check(topic);
      checkMessage(message);
      return bus.publish(topic, message);
    },
    async subscribe(topic, receive, missed) {
      check(topic);
      return bus.subscribe(topic, receive, missed);
    },
  };
}

function checkedEvents(events: EventStore, check: Check): EventStore {
  return {
    async append(stream, added, ttlMs) {
      check(stream);
      checkTtl(ttlMs);
      let last = 0;
      for (const { sequence, message } of added) {
        checkCount(sequence, "The sequence of an event");
        if (sequence <= last) {
          throw new MortiseError(
            "INVALID_OPTION",
            `Events are numbered upwards from 1, but ${sequence} comes after ${last}`,
          );
        }
        checkText(message, "An event");
        last = sequence;
      }
      return events.append(stream, added, ttlMs);
    },
    async read(stream, after) {
      check(stream);
      checkCount(after, "The sequence to read after");
      return events.read(stream, after);
    },
    async delete(stream) {
      check(stream);
      return events.delete(stream);
    },
  };
}

import { MAX_BUS_MESSAGE } from "../backplane/event-bus.ts";
import { MAX_KEY } from "../backplane/key-value-store.ts";
import { MortiseError } from "../error/mortise-error.ts";

/** About 317 years, in milliseconds. */
const MAX_TTL = 1e13;

const NUL = "\u0000";

/**
 * Checks a key, a topic or the name of a stream; `what` names it in the message.
 *
 * @throws MortiseError `INVALID_OPTION` unless it has 1 to `MAX_KEY` well-formed characters.
 */
export function checkKey(key: string, what: string): void {
  if (key.length === 0 || key.length > MAX_KEY) {
    throw new MortiseError(
      "INVALID_OPTION",
      `${what} must have 1 to ${MAX_KEY} characters, but has ${key.length}; hash a longer one`,
    );
  }
  checkText(key, what);
}

/**
 * Checks that UTF-8 and PostgreSQL can carry a text; `what` names it in the message.
 *
 * @throws MortiseError `INVALID_OPTION` for U+0000 and half a surrogate pair.
 */
export function checkText(text: string, what: string): void {
  if (text.includes(NUL) || !text.isWellFormed()) {
    throw new MortiseError(
      "INVALID_OPTION",
      `${what} must be well-formed Unicode without U+0000; encode bytes as base64`,
    );
  }
}

/**
 * Checks a message on the bus.
 *
 * @throws MortiseError `INVALID_OPTION` for more than `MAX_BUS_MESSAGE` characters, or one that
 * {@link checkText} refuses.
 */
export function checkMessage(message: string): void {
  if (message.length > MAX_BUS_MESSAGE) {
    throw new MortiseError(
      "INVALID_OPTION",
      `A message on the bus must have at most ${MAX_BUS_MESSAGE} characters, but has ${message.length}; ` +
        "store a longer text as a value and send its key",
    );
  }
  checkText(message, "A message on the bus");
}

/**
 * Checks a time to live.
 *
 * @throws MortiseError `INVALID_OPTION` unless it is more than 0 milliseconds and less than 318 years.
 */
export function checkTtl(ttlMs: number): void {
  if (!(ttlMs > 0 && ttlMs <= MAX_TTL)) {
    throw new MortiseError(
      "INVALID_OPTION",
      `ttlMs must be more than 0 and at most ${MAX_TTL} milliseconds, but is ${ttlMs}`,
    );
  }
}

/**
 * Checks a whole number; `what` names it in the message.
 *
 * @throws MortiseError `INVALID_OPTION` for a fraction and beyond 2^53 - 1.
 */
export function checkCount(value: number, what: string): void {
  if (!Number.isSafeInteger(value)) {
    throw new MortiseError("INVALID_OPTION", `${what} must be a whole number, but is ${value}`);
  }
}

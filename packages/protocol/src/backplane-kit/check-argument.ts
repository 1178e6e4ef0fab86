import { MortiseError } from "../error/mortise-error.ts";
import { MAX_BUS_MESSAGE } from "./event-bus.ts";

/** Characters that a key, a topic and the name of a stream may have. */
export const MAX_KEY = 512;
/** About 317 years, in milliseconds. */
const MAX_TTL = 1e13;

const NUL = "\u0000";

/** Refuses a key, topic or stream that not every backplane can keep apart from others. */
export function checkKey(key: string, what: string): void {
  if (key.length === 0 || key.length > MAX_KEY) {
    throw new MortiseError(
      "INVALID_OPTION",
      `${what} must have 1 to ${MAX_KEY} characters, but has ${key.length}; hash what is longer`,
    );
  }
  checkText(key, what);
}

/** Refuses text that does not survive UTF-8, or that PostgreSQL cannot keep. */
export function checkText(text: string, what: string): void {
  if (text.includes(NUL) || !text.isWellFormed()) {
    throw new MortiseError(
      "INVALID_OPTION",
      `${what} must be well-formed Unicode without U+0000; encode bytes as base64`,
    );
  }
}

export function checkMessage(message: string): void {
  if (message.length > MAX_BUS_MESSAGE) {
    throw new MortiseError(
      "INVALID_OPTION",
      `A message on the bus must have at most ${MAX_BUS_MESSAGE} characters, but has ${message.length}; ` +
        "keep the text among the values and send its key",
    );
  }
  checkText(message, "A message on the bus");
}

export function checkTtl(ttlMs: number): void {
  if (!(ttlMs > 0 && ttlMs <= MAX_TTL)) {
    throw new MortiseError(
      "INVALID_OPTION",
      `ttlMs must be more than 0 and at most ${MAX_TTL} milliseconds, but is ${ttlMs}`,
    );
  }
}

export function checkWhole(value: number, what: string): void {
  if (!Number.isSafeInteger(value)) {
    throw new MortiseError("INVALID_OPTION", `${what} must be a whole number, but is ${value}`);
  }
}

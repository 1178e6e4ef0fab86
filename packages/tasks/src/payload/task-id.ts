import type { Clock, Random } from "@mortise/protocol";

/** Bytes of a task id: 144 bits cannot be guessed (Tasks extension, Security Considerations). */
const ID_BYTES = 18;

/** Digits to the base of 36 that hold a time in milliseconds, until the year 5188. */
const TIME_DIGITS = 9;

/**
 * Makes an id: its time, which is no secret of its owner, and then random characters.
 *
 * The time keeps new tasks together in the index of a database, where a random place among a million would be
 * a page of its own to read and to write. The id begins with a letter, since one with a hyphen would be an option
 * on a command line.
 */
export function makeTaskId({ random, clock }: { random: Random; clock: Clock }): string {
  const time = Math.trunc(clock.now()).toString(36).padStart(TIME_DIGITS, "0");
  return `t${time}${Buffer.from(random.bytes(ID_BYTES)).toString("base64url")}`;
}

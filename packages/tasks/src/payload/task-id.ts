import type { Random } from "@mortise/protocol";

/** Bytes of a task id: 144 bits cannot be guessed (Tasks extension, Security Considerations). */
const ID_BYTES = 18;

/** Makes an id. It begins with a letter, since one with a hyphen would be an option on a command line. */
export function makeTaskId(random: Random): string {
  return `t${Buffer.from(random.bytes(ID_BYTES)).toString("base64url")}`;
}

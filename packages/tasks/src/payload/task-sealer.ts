import type { Environment, Random } from "@mortise/protocol";
import { checkOptions, MortiseError } from "@mortise/protocol";
import { KeyRing } from "@mortise/storage";

/** How the contents of tasks are encrypted. */
export interface TaskEncryption {
  /**
   * Secrets of at least 32 characters. The first encrypts new tasks, all of them open: to replace one,
   * add the new one at the end on every server, then move it to the front.
   */
  readonly keys: readonly string[];
}

/** The environment variable that holds the keys of servers that are given none. */
const TASK_KEYS_VARIABLE = "MORTISE_TASK_KEYS";

/** Reads the keys of the environment, separated by commas; an empty variable is one that is not set. */
export function readTaskKeys(environment: Environment): TaskEncryption | undefined {
  const written = environment[TASK_KEYS_VARIABLE]?.trim();
  return written ? { keys: written.split(",").map((key) => key.trim()) } : undefined;
}

/** A task whose texts are sealed by one key, or by none. */
export interface SealedTask {
  readonly id: string;
  /** The id of the key; `null` for a task that is not encrypted. */
  readonly sealed_by: string | null;
}

/** A stored text, and the one that it may be. */
interface SealedText {
  readonly sealed: string;
  readonly text: string;
}

/** A text of a task. Those of a sealed task open in their own slot alone. */
export type PayloadSlot =
  | "input"
  | "message"
  | "result"
  | "error"
  | `step ${string}`
  | `question ${string}`
  | `answer ${string}`
  | `failure ${number}`;

/** Encrypts the texts of tasks, each task by the one key that it was created with. */
export class TaskSealer {
  /** The keys that this process has. */
  readonly keys: readonly string[];
  /** The key of new tasks; `null` without encryption. */
  readonly newest: string | null;
  readonly #ring: KeyRing | undefined;

  /** @throws MortiseError `INVALID_OPTION` for no secret and for one of fewer than 32 characters. */
  constructor(encryption: TaskEncryption | undefined, random: Random) {
    if (encryption) {
      checkOptions("encryption", encryption, { keys: true });
      const option = "encryption.keys";
      this.#ring = new KeyRing(encryption.keys, { purpose: "mortise tasks", option, random });
    }
    this.keys = this.#ring?.ids ?? [];
    this.newest = this.keys[0] ?? null;
  }

  /** Whether this process can read the task. */
  canOpen({ sealed_by: key }: SealedTask): boolean {
    return key === null || this.keys.includes(key);
  }

  /** @throws MortiseError `STORAGE_FAILED` for a task of a key that this process does not have. */
  requireKey(task: SealedTask): void {
    if (!this.canOpen(task)) throw keyMissing(task, this.keys);
  }

  /**
   * Encrypts a text of a task.
   *
   * @throws MortiseError `STORAGE_FAILED` for a task of a key that this process does not have.
   */
  seal(task: SealedTask, slot: PayloadSlot, text: string): string {
    const { id, sealed_by: key } = task;
    if (key === null) return text;
    this.requireKey(task);
    return (this.#ring as KeyRing).seal(text, placeOf(id, slot), key);
  }

  /**
   * Decrypts a text of a task.
   *
   * @throws MortiseError `STORAGE_FAILED` for a task of a key that this process does not have, and for
   * a text that was changed.
   */
  open(task: SealedTask, slot: PayloadSlot, sealed: string): string {
    const { id, sealed_by: key } = task;
    // The engine's own errors, which are no secret, are written by the database.
    if (key === null || (slot === "error" && sealed.startsWith("{"))) return sealed;
    this.requireKey(task);
    const text = this.#ring?.open(sealed, placeOf(id, slot));
    if (text !== undefined) return text;
    throw new MortiseError(
      "STORAGE_FAILED",
      `The ${slot.split(" ")[0]} of task ${id} does not open with its key ${key}: the row was changed outside of the engine`,
      { data: { reason: "sealed" } },
    );
  }

  /** Returns whether a sealed text is this one; a text that does not open is another one. */
  holds(task: SealedTask, slot: PayloadSlot, { sealed, text }: SealedText): boolean {
    try {
      return this.open(task, slot, sealed) === text;
    } catch {
      return false;
    }
  }
}

function placeOf(id: string, slot: PayloadSlot): string {
  return JSON.stringify([id, slot]);
}

function keyMissing({ id, sealed_by: key }: SealedTask, keys: readonly string[]): MortiseError {
  const present = keys.length === 0 ? "none" : keys.join(", ");
  return new MortiseError(
    "STORAGE_FAILED",
    `Task ${id} is encrypted by the key ${key}, and this process has ${present}; add its secret to the end of encryption.keys`,
    { data: { reason: "sealed" } },
  );
}

import { toPath } from "@mortise/protocol";
import { describeInstance } from "./describe-value.ts";
import { isThenable } from "./thenable.ts";
import { adviseAgainst, isNumberList } from "./unwritable.ts";

/** A value as JSON writes it. */
export interface JsonValue {
  readonly value: unknown;
  /** JSON writes it otherwise than it was given: a date as text, a member that is undefined not at all. */
  readonly isChanged: boolean;
}

/** A value that JSON would lose or refuse, and where it stands. */
export class NotJson extends Error {
  override readonly name: string = "NotJson";
}

/**
 * Returns a value as JSON writes it, and the value itself where that makes no difference.
 *
 * Promises are awaited, `toJSON` is called, a Map becomes an object, a Set and a list of numbers such
 * as a Float32Array an array. A value that JSON would lose without a word, such as a Response, is refused.
 *
 * @throws NotJson with a sentence that names the place; or rejects with it where a promise stands.
 */
export function toJsonValue(given: unknown): JsonValue | Promise<JsonValue> {
  return writeAt(given, NO_KEYS);
}

/** Returns whether JSON holds a value as it is, so that reading it again gives the same. */
export function isJsonValue(given: unknown): boolean {
  try {
    const written = toJsonValue(given);
    if (!isThenable(written)) return !written.isChanged;
    // A promise that stands in it is not part of the answer.
    written.then(undefined, () => undefined);
    return false;
  } catch {
    return false;
  }
}

type Keys = readonly (string | number)[];

const NO_KEYS: Keys = Object.freeze([]);

/** The key of a value that stands in no other. */
const ROOT = "";

function writeAt(given: unknown, keys: Keys): JsonValue | Promise<JsonValue> {
  if (isThenable(given)) return Promise.resolve(given).then((value) => writeAt(value, keys));
  const writer = new Writer(keys);
  const value = writer.write(given);
  const { pending } = writer;
  const isChanged = value !== given;
  return pending ? Promise.all(pending).then(() => ({ value, isChanged })) : { value, isChanged };
}

/** A promise inside a value, whose place is filled once it has settled. */
class Promised {
  readonly promise: PromiseLike<unknown>;

  constructor(promise: PromiseLike<unknown>) {
    this.promise = promise;
  }
}

/** Writes one value; copies an object only if something inside it is written otherwise. */
class Writer {
  /** The promises inside the value. */
  pending: Promise<void>[] | undefined;
  /** Where the value stands, and the way from it to the object at hand. */
  readonly #keys: (string | number)[];
  readonly #ancestors: object[] = [];
  readonly #isRoot: boolean;

  constructor(keys: Keys) {
    this.#keys = [...keys];
    this.#isRoot = keys.length === 0;
  }

  write(given: unknown): unknown {
    try {
      return this.#write(given, ROOT);
    } catch (error) {
      // A getter or toJSON of the author may throw a RangeError of its own.
      if (!(error instanceof RangeError && /call stack/i.test(error.message))) throw error;
      throw new NotJson("it is nested too deep", { cause: error });
    }
  }

  #write(given: unknown, key: string | number): unknown {
    switch (typeof given) {
      case "object":
        return given === null ? null : this.#writeObject(given, key);
      case "number":
        if (Number.isFinite(given)) return given;
        throw this.#refuse(`is ${given}, which JSON cannot hold; return null or a number`, key);
      case "bigint":
        throw this.#refuse("is a BigInt, which JSON cannot hold; return String(it)", key);
      case "function":
        throw this.#refuse("is a function, which JSON cannot hold; call it, or leave it out", key);
      case "symbol":
        throw this.#refuse("is a symbol, which JSON cannot hold; leave it out", key);
      default:
        return given;
    }
  }

  #writeObject(given: object, key: string | number): unknown {
    if (this.#ancestors.includes(given)) {
      throw this.#refuse("leads back to an object that it stands in, a cycle", key);
    }
    const isOwnForm = "toJSON" in given && typeof given.toJSON === "function";
    if (isOwnForm) return this.#writeInstance(given, key, true);
    if (Array.isArray(given)) {
      this.#enter(given, key);
      return this.#writeList(given);
    }
    if (isPlain(given) && !isThenable(given)) {
      this.#enter(given, key);
      return this.#writeMembers(given);
    }
    return this.#writeInstance(given, key, false);
  }

  #writeList(given: readonly unknown[]): readonly unknown[] {
    let copy: unknown[] | undefined;
    for (let index = 0; index < given.length; index += 1) {
      const item = given[index];
      const written = this.#write(item, index);
      if (written === item && item !== undefined) {
        if (copy) copy[index] = item;
        continue;
      }
      copy ??= given.slice(0, index);
      // JSON has no hole in a list.
      copy[index] = written ?? null;
      if (written instanceof Promised) this.#fill(copy, index, written);
    }
    this.#leave();
    return copy ?? given;
  }

  /** Writes the members of an object; the methods of an instance are no data. */
  #writeMembers(given: object, isInstance = false): object {
    const members = given as Readonly<Record<string, unknown>>;
    let copy: Record<string, unknown> | undefined;
    const keys = Object.keys(members);
    for (let position = 0; position < keys.length; position += 1) {
      const key = keys[position] as string;
      const member = members[key];
      const isLeftOut = isInstance && typeof member === "function";
      const written = isLeftOut ? undefined : this.#write(member, key);
      if (written === member && member !== undefined) {
        if (copy) put(copy, key, member);
        continue;
      }
      copy ??= pick(members, keys.slice(0, position));
      if (written === undefined) continue;
      put(copy, key, written);
      if (written instanceof Promised) this.#fill(copy, key, written);
    }
    this.#leave();
    return copy ?? given;
  }

  /** Writes an object that is neither a list nor plain. */
  #writeInstance(given: object, key: string | number, isOwnForm: boolean): unknown {
    if (isThenable(given)) return new Promised(given);
    if (isNumberList(given) || given instanceof Set) {
      this.#enter(given, key);
      return this.#writeList([...given]);
    }
    if (given instanceof Map) {
      const members = this.#toMembers(given, key);
      this.#enter(given, key);
      return this.#writeMembers(members);
    }
    const advice = adviseAgainst(given, isOwnForm);
    if (advice !== undefined) throw this.#refuse(advice, key);
    if (isOwnForm) return this.#writeOwnForm(given, key);
    if (given instanceof Number || given instanceof String || given instanceof Boolean) {
      return this.#write(given.valueOf(), key);
    }
    if (Object.keys(given).length === 0) {
      const kind = describeInstance(given);
      throw this.#refuse(`is ${kind}, of which JSON writes nothing; return its data`, key);
    }
    this.#enter(given, key);
    return this.#writeMembers(given, true);
  }

  #writeOwnForm(given: object, key: string | number): unknown {
    const form: unknown = (given as { toJSON(key: string): unknown }).toJSON(String(key));
    if (form !== given) return this.#write(form, key);
    // JSON asks once, and then writes the members.
    this.#enter(given, key);
    return { ...this.#writeMembers(given, true) };
  }

  #toMembers(given: ReadonlyMap<unknown, unknown>, key: string | number): object {
    const entries = [...given].map(([name, value]): [string, unknown] => {
      if (typeof name === "string" || typeof name === "number") return [String(name), value];
      const kind = `a Map with a key that is ${name === null ? "null" : `of type ${typeof name}`}`;
      throw this.#refuse(`is ${kind}, which no object can have; return [...it]`, key);
    });
    return Object.fromEntries(entries);
  }

  /** Notes the object whose inside is written next, until {@link Writer.#leave}. */
  #enter(given: object, key: string | number): void {
    if (this.#ancestors.length > 0) this.#keys.push(key);
    this.#ancestors.push(given);
  }

  #leave(): void {
    this.#ancestors.pop();
    if (this.#ancestors.length > 0) this.#keys.pop();
  }

  /** Puts what `promised` resolves with in its place in a copy. */
  #fill(copy: object, key: string | number, { promise }: Promised): void {
    const keys = [...this.#keys, key];
    const filled = Promise.resolve(promise)
      .then((value) => writeAt(value, keys))
      .then(({ value }) => {
        if (value !== undefined) put(copy as Record<string, unknown>, String(key), value);
        else if (Array.isArray(copy)) copy[Number(key)] = null;
        else delete (copy as Record<string, unknown>)[key];
      });
    // A refusal elsewhere ends the wait for it, and must not leave a rejection that nothing handles.
    filled.catch(() => undefined);
    this.pending ??= [];
    this.pending.push(filled);
  }

  #refuse(reason: string, key: string | number): NotJson {
    const isInside = this.#ancestors.length > 0;
    const path = toPath(isInside ? [...this.#keys, key] : this.#keys);
    return new NotJson(`${path === "" && this.#isRoot ? "it" : path} ${reason}`);
  }
}

/** Returns whether an object has no class, in this or another realm. */
function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return true;
  return Object.getPrototypeOf(prototype) === null;
}

function pick(members: Readonly<Record<string, unknown>>, keys: readonly string[]) {
  const picked: Record<string, unknown> = {};
  for (const key of keys) put(picked, key, members[key]);
  return picked;
}

/** Sets a member; by assignment, `__proto__` would be set as the prototype. */
function put(members: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== "__proto__") members[key] = value;
  else Object.defineProperty(members, key, { value, enumerable: true, configurable: true });
}

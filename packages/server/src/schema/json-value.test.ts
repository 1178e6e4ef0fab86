import { expect, test } from "vitest";
import type { JsonValue } from "./json-value.ts";
import { NotJson, toJsonValue } from "./json-value.ts";

async function write(value: unknown): Promise<JsonValue> {
  return toJsonValue(value);
}

class Account {
  readonly #secret = 1;
  name = "Ann";
  greet = (): number => this.#secret;
}

/** Bytes such as a Buffer, which writes each of them as a number. */
class WritableBytes extends Uint8Array {
  toJSON(): object {
    return { type: "Buffer", data: [...this] };
  }
}

class Opaque {
  readonly #value = 1;
  get value(): number {
    return this.#value;
  }
}

test.each([
  ["plain data", { a: [1, "x", null, true], b: { c: {} } }],
  ["an object without a prototype", Object.assign(Object.create(null), { a: 1 })],
  ["a member called __proto__", JSON.parse('{"__proto__":{"a":1}}')],
  ["the same object twice", ((shared) => [shared, shared])({ a: 1 })],
  ["nothing", undefined],
])("%s is itself", async (_what, value) => {
  expect(await write(value)).toEqual({ value, isChanged: false });
  expect((await write(value)).value).toBe(value);
});

test.each([
  ["a promise", { a: Promise.resolve({ b: Promise.resolve(1) }) }, { a: { b: 1 } }],
  ["a promise in a list", [Promise.resolve(1), 2], [1, 2]],
  [
    "a promise of nothing",
    { a: Promise.resolve(undefined), b: [Promise.resolve()] },
    { b: [null] },
  ],
  // biome-ignore lint/suspicious/noThenProperty: query builders are thenables of their own
  ["a thenable", { rows: { then: (give: (rows: unknown) => void) => give([1]) } }, { rows: [1] }],
  ["a Map", new Map<unknown, unknown>([["a", new Map([[1, "x"]])]]), { a: { 1: "x" } }],
  ["a Set", { tags: new Set(["a", new Set([1])]) }, { tags: ["a", [1]] }],
  ["a date", [{ at: new Date(0) }], [{ at: "1970-01-01T00:00:00.000Z" }]],
  ["a URL", { url: new URL("http://a/") }, { url: "http://a/" }],
  ["a list of numbers", { vector: new Float32Array([0.5, 1]) }, { vector: [0.5, 1] }],
  ["an undefined member", { a: undefined, b: 1 }, { b: 1 }],
  ["a hole in a list", [undefined, 1], [null, 1]],
  ["an instance with methods", [new Account()], [{ name: "Ann" }]],
  ["a boxed number", { n: Object(1) }, { n: 1 }],
  [
    "a toJSON of its own",
    { a: { toJSON: () => ({ b: new Date(0) }) } },
    { a: { b: "1970-01-01T00:00:00.000Z" } },
  ],
])("%s is written as JSON has it", async (_what, value, expected) => {
  const written = await write(value);
  expect(written).toEqual({ value: expected, isChanged: true });
  expect(JSON.parse(JSON.stringify(written.value))).toEqual(expected);
});

test("a member called __proto__ survives a change beside it", async () => {
  const given = JSON.parse('{"__proto__":{"a":1},"b":0}');
  given.b = new Date(0);
  const { value } = await write(given);
  expect(JSON.stringify(value)).toBe('{"__proto__":{"a":1},"b":"1970-01-01T00:00:00.000Z"}');
});

test("only what changes is copied", async () => {
  const same = { a: 1 };
  const { value } = await write({ same, at: new Date(0) });
  expect((value as { same: unknown }).same).toBe(same);
});

const cycle: { inner: Record<string, unknown> } = { inner: {} };
cycle.inner["back"] = cycle;

test.each([
  ["a Response", { data: [new Response("x")] }, /^data\[0\] is a Response; .*await it\.text\(\)/],
  ["a Response at the root", new Response("x"), /^it is a Response/],
  ["an Error", { error: new TypeError("secret") }, /^error is an? Error; throw it/],
  ["a settled promise's Error", [{ reason: new Error("secret") }], /^\[0\]\.reason is an Error/],
  ["bytes", { pdf: new Uint8Array(2) }, /^pdf is bytes; .*file\(\)/],
  ["bytes with a toJSON", { pdf: new WritableBytes(2) }, /^pdf is bytes/],
  ["an ArrayBuffer", { pdf: new ArrayBuffer(2) }, /^pdf is bytes/],
  ["a Blob", { pdf: new Blob(["a"]) }, /^pdf is a Blob; read it/],
  ["a stream", { body: new ReadableStream() }, /^body is a ReadableStream; read it/],
  ["Headers", { headers: new Headers() }, /^headers is a Headers; return Object\.fromEntries/],
  ["a regular expression", { at: /x/ }, /^at is a RegExp; return String\(it\)/],
  ["a generator", { rows: (function* () {})() }, /^rows is a Generator, .*\[\.\.\.it\]/],
  ["an async generator", (async function* () {})(), /^it is an AsyncGenerator, .*Array\.fromAsync/],
  ["an iterator", { keys: new Map().keys() }, /^keys is a Map Iterator, .*\[\.\.\.it\]/],
  [
    "an instance without data",
    { a: new Opaque() },
    /^a is an Opaque, of which JSON writes nothing/,
  ],
  ["a function", { text: (): string => "x" }, /^text is a function, .*call it/],
  ["a symbol", [Symbol("x")], /^\[0\] is a symbol/],
  ["a BigInt", { n: 1n }, /^n is a BigInt, .*String\(it\)/],
  ["a list of BigInts", { n: new BigInt64Array(1) }, /^n\[0\] is a BigInt/],
  ["NaN", { mean: Number.NaN }, /^mean is NaN/],
  ["Infinity", [1 / 0], /^\[0\] is Infinity/],
  ["an invalid date", { at: new Date(Number.NaN) }, /^at is an invalid date/],
  ["a Map with objects for keys", { m: new Map([[{}, 1]]) }, /^m is a Map with a key/],
  ["a cycle", cycle, /^inner\.back leads back to an object that it stands in/],
  ["a promise of what is refused", { a: Promise.resolve([{ b: 1n }]) }, /^a\[0\]\.b is a BigInt/],
])("%s is refused by its place", async (_what, value, message) => {
  const refusal = await write(value).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(NotJson);
  expect((refusal as Error).message).toMatch(message);
  expect((refusal as Error).message).not.toContain("secret");
});

test("a value that is nested too deep is refused", async () => {
  let deep: unknown = 1;
  for (let depth = 0; depth < 100_000; depth += 1) deep = { deep };
  await expect(write(deep)).rejects.toThrow(/nested too deep/);
});

test("the error of a promise, a getter or a toJSON is its author's", async () => {
  const error = new RangeError("mine");
  const fail = (): never => {
    throw error;
  };
  for (const value of [
    { a: Promise.reject(error) },
    {
      get a() {
        return fail();
      },
    },
    { toJSON: fail },
  ]) {
    await expect(write(value)).rejects.toBe(error);
  }
});

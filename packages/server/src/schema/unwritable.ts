import { describeInstance, tagOf } from "./describe-value.ts";

/** Advice for values of which JSON writes `{}`, by their tag. */
const ADVICE: Readonly<Record<string, string>> = {
  Response: "read it: await it.text() or await it.json()",
  Request: "read it: await it.text() or await it.json()",
  Blob: "read it: await it.text() or await it.bytes()",
  File: "read it: await it.text() or await it.bytes()",
  ReadableStream: "read it to its end first",
  WritableStream: "return data",
  TransformStream: "return data",
  Headers: "return Object.fromEntries(it)",
  FormData: "return Object.fromEntries(it)",
  URLSearchParams: "return Object.fromEntries(it)",
  RegExp: "return String(it)",
  WeakMap: "return data",
  WeakSet: "return data",
  WeakRef: "return it.deref()",
};

const BYTES =
  "bytes; return image(), audio(), video() or file() with them, or their text or base64";

/**
 * Says what is wrong with an object that JSON writes as something else than it is, and what to
 * return in its place; `undefined` if JSON may write it.
 *
 * `isOwnForm`: it has a `toJSON`, which is its author's word.
 */
export function adviseAgainst(value: object, isOwnForm: boolean): string | undefined {
  const tag = tagOf(value);
  // A Buffer has a toJSON that writes each byte as a number.
  if (ArrayBuffer.isView(value) || tag === "ArrayBuffer" || tag === "SharedArrayBuffer") {
    return `is ${BYTES}`;
  }
  if (tag === "Date") {
    return Number.isNaN((value as Date).getTime()) ? "is an invalid date" : undefined;
  }
  if (isOwnForm) return undefined;
  const kind = describeInstance(value);
  if (value instanceof Error || tag === "Error") {
    return `is ${kind}; throw it, or return what of it may be read`;
  }
  if (Object.hasOwn(ADVICE, tag)) return `is ${kind}; ${ADVICE[tag]}`;
  if (Symbol.asyncIterator in value) {
    return `is ${kind}, which gives its values one by one; return await Array.fromAsync(it)`;
  }
  const isIterator = "next" in value && typeof value.next === "function";
  if (isIterator || (Symbol.iterator in value && Object.keys(value).length === 0)) {
    return `is ${kind}, which gives its values one by one; return [...it]`;
  }
  return undefined;
}

/** Returns whether a value is a list of numbers such as a Float32Array; lists of bytes are not. */
export function isNumberList(value: object): value is Float64Array {
  if (!ArrayBuffer.isView(value)) return false;
  const tag = tagOf(value);
  return tag !== "DataView" && tag !== "Uint8Array" && tag !== "Uint8ClampedArray";
}

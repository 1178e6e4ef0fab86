import fc from "fast-check";
import { junk } from "./junk.ts";

/** One change to a value: walk down by `path`, then replace the value there. */
interface Mutation {
  readonly path: readonly number[];
  readonly kind: "replace" | "remove" | "rename" | "add";
  readonly name: string;
  readonly value: unknown;
}

const mutation: fc.Arbitrary<Mutation> = fc.record({
  path: fc.array(fc.nat({ max: 20 }), { maxLength: 6 }),
  kind: fc.constantFrom("replace", "replace", "remove", "rename", "add"),
  name: fc.constantFrom("x", "constructor", "__proto__", "toString", "id", "name", "uri", "_meta"),
  value: junk,
});

/** One of `values`, mostly with a few changes anywhere inside. */
export function mutated<Value>(...values: readonly Value[]): fc.Arbitrary<unknown> {
  return fc
    .tuple(fc.constantFrom(...values), fc.array(mutation, { maxLength: 3 }))
    .map(([value, mutations]) =>
      mutations.reduce<unknown>((current, change) => apply(current, change.path, change), value),
    );
}

function apply(value: unknown, path: readonly number[], mutation: Mutation): unknown {
  if (typeof value !== "object" || value === null) return mutation.value;
  const keys = Object.keys(value);
  const [step, ...rest] = path;
  if (step === undefined || keys.length === 0) return changeHere(value, mutation);
  const key = keys[step % keys.length] as string;
  if (rest.length === 0 && mutation.kind === "remove") {
    return fromEntries(value, (entries) => entries.filter(([name]) => name !== key));
  }
  if (rest.length === 0 && mutation.kind === "rename") {
    return fromEntries(value, (entries) =>
      entries.map(([name, member]) => [name === key ? mutation.name : name, member]),
    );
  }
  return fromEntries(value, (entries) =>
    entries.map(([name, member]) => [name, name === key ? apply(member, rest, mutation) : member]),
  );
}

function changeHere(value: object, mutation: Mutation): unknown {
  if (mutation.kind !== "add") return mutation.value;
  return fromEntries(value, (entries) => [...entries, [mutation.name, mutation.value]]);
}

type Entries = readonly (readonly [string, unknown])[];

function fromEntries(value: object, change: (entries: Entries) => Entries): unknown {
  const entries = change(Object.entries(value));
  return Array.isArray(value) ? entries.map(([, member]) => member) : Object.fromEntries(entries);
}

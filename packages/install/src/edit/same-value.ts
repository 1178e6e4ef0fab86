import { isMembers } from "../entry.ts";

/** Returns whether two values of documents are equal; the order of members does not count. */
export function isSameValue(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (one instanceof Date && other instanceof Date) return String(one) === String(other);
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((each, at) => isSameValue(each, other[at]));
  }
  if (!isMembers(one) || !isMembers(other)) return false;
  const names = Object.keys(one);
  if (names.length !== Object.keys(other).length) return false;
  return names.every((name) => Object.hasOwn(other, name) && isSameValue(one[name], other[name]));
}

/** Returns a value with the member at a path set, or without it for `undefined`. */
export function withMember(root: unknown, path: readonly string[], value: unknown): unknown {
  const [name, ...below] = path;
  if (name === undefined) return value;
  const members = new Map(Object.entries(isMembers(root) ? root : {}));
  const inner = withMember(members.get(name), below, value);
  if (inner === undefined) members.delete(name);
  else members.set(name, inner);
  return Object.fromEntries(members);
}

/** Returns the member at a path; `undefined` if there is none. */
export function memberAt(root: unknown, path: readonly string[]): unknown {
  let value = root;
  for (const name of path) value = isMembers(value) ? own(value, name) : undefined;
  return value;
}

function own(members: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(members, name) ? members[name] : undefined;
}

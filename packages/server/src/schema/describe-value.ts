const MAX_TEXT = 40;

/** Names a value in a message, such as `null`, `"abc"`, `a number` or `a Response`. */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return describeInstance(value);
  return typeof value === "string" ? JSON.stringify(value.slice(0, MAX_TEXT)) : `a ${typeof value}`;
}

/** Names the class of an object, such as `a Response`. */
export function describeInstance(value: object): string {
  const tag = tagOf(value);
  const own: unknown = value.constructor?.name;
  const name = tag === "Object" && typeof own === "string" && own !== "" ? own : tag;
  if (name === "Object") return "an object";
  return `${/^[AEIOU]/.test(name) ? "an" : "a"} ${name}`;
}

/** The tag of an object, such as `Date`, also of one from another realm. */
export function tagOf(value: object): string {
  return Object.prototype.toString.call(value).slice("[object ".length, -1);
}

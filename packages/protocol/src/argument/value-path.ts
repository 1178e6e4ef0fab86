import type { StandardIssue } from "../standard-schema.ts";

/** Writes a path the way it is written in JavaScript. */
export function toPath(keys: NonNullable<StandardIssue["path"]>): string {
  let path = "";
  for (const entry of keys) {
    const key = typeof entry === "object" ? entry.key : entry;
    if (/^\d+$/.test(String(key))) path += `[${String(key)}]`;
    else path += path === "" ? String(key) : `.${String(key)}`;
  }
  return path;
}

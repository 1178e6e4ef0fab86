import type { ConnectionState } from "../../contract/index.ts";
import type { TestTarget } from "./write-test.ts";

/** Returns the way in which a test reaches the server of a connection. */
export function targetOf({ kind, target, file, command }: ConnectionState): TestTarget {
  if (file !== undefined) return { kind: "file", file };
  if (kind === "stdio") return { kind: "stdio", command: command ?? target.split(" ") };
  return { kind: "http", url: target };
}

import type { ConnectionState } from "../../contract/index.ts";
import type { TestTarget } from "./write-test.ts";

/** A file with the export that is served; a drive of Windows is no file. */
const EXPORT = /^(.+):([\p{ID_Start}$_][\p{ID_Continue}$]*)$/u;

/** Returns the way in which a test reaches the server of a connection. */
export function targetOf({ kind, target, file, command }: ConnectionState): TestTarget {
  if (file !== undefined) {
    const [, path = file, exportName] = EXPORT.exec(file) ?? [];
    return { kind: "file", file: path, ...(exportName !== undefined && { exportName }) };
  }
  if (kind === "stdio") return { kind: "stdio", command: command ?? target.split(" ") };
  return { kind: "http", url: target };
}

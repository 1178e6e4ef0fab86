/** The parts of a disk that decide which file of a client is the live one. */
export interface Disk {
  /** Returns whether there is a file or a folder. */
  exists(path: string): boolean;
  /** Returns the names in a folder; none when there is no folder. */
  list(folder: string): readonly string[];
}

/** Joins a path and the parts below it with the separator of the platform. */
export function joinPath(platform: string, base: string, ...parts: readonly string[]): string {
  const separator = platform === "win32" ? "\\" : "/";
  const trimmed = platform === "win32" ? base.replace(/[\\/]+$/, "") : base.replace(/\/+$/, "");
  const below = parts.flatMap((part) => part.split("/")).filter(Boolean);
  return [trimmed, ...below].join(separator);
}

/** Returns the folder above a path. */
export function parentFolder(platform: string, path: string): string {
  const at =
    platform === "win32"
      ? Math.max(path.lastIndexOf("\\"), path.lastIndexOf("/"))
      : path.lastIndexOf("/");
  return at <= 0 ? path.slice(0, 1) : path.slice(0, at);
}

/** Returns whether a path says where it begins, by the rules of the platform. */
export function isAbsolutePath(platform: string, path: string): boolean {
  return platform === "win32" ? /^(?:[A-Za-z]:[\\/]|\\\\)/.test(path) : path.startsWith("/");
}

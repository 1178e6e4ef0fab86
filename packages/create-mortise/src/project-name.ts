/** The longest name that npm takes. */
const MAX_LENGTH = 214;

/** Names that npm or Node take for something else. */
const RESERVED: ReadonlySet<string> = new Set(["node_modules", "favicon.ico", "mortise"]);

/** Returns the reason why npm would refuse a package name; `undefined` for one that it takes. */
export function findNameFault(name: string): string | undefined {
  if (name === "") return "it is empty";
  if (name.length > MAX_LENGTH) return `it has more than ${MAX_LENGTH} characters`;
  if (RESERVED.has(name)) return "the name is taken";
  if (!/^[a-z0-9][a-z0-9._-]*$/.test(name)) {
    return 'it may have small letters, digits, "-", "_" and ".", and begins with a letter or a digit';
  }
  return undefined;
}

/** Returns the package name that a folder's name suggests. */
export function toProjectName(folder: string): string {
  return folder
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/^[^a-z0-9]+|-+$/g, "")
    .slice(0, MAX_LENGTH);
}

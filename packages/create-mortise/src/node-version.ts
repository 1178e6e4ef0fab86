/** The oldest Node whose type stripping and SQLite the projects rely on. */
const OLDEST = [22, 18] as const;

/** Returns the sentence for a Node that is too old for the projects; `undefined` for one that is not. */
export function findNodeFault(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [oldestMajor, oldestMinor] = OLDEST;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return undefined;
  return `Node ${version} is too old: the project needs ${OLDEST.join(".")} or newer, see https://nodejs.org`;
}

import type { SkillEntry, SkillResource } from "@mortise/protocol";
import { isSkillName, MortiseError, SKILL_FILE, SKILL_LIMITS } from "@mortise/protocol";

/**
 * Checks an entry of `skills/list` or `skills/get`, which the server wrote (Skills, Skill Entries).
 *
 * @throws MortiseError `INVALID_RESPONSE` that names the fault.
 */
export function checkEntry(value: unknown): SkillEntry {
  const problem = findProblem(value);
  if (problem === undefined) return value as SkillEntry;
  const { uri } = (value ?? {}) as { readonly uri?: unknown };
  const named = typeof uri === "string" ? ` ${JSON.stringify(uri.slice(0, 200))}` : "";
  throw new MortiseError(
    "INVALID_RESPONSE",
    `The server sent an invalid entry of a skill${named}: ${problem}`,
  );
}

/** The URI of a skill's folder, with a slash at the end. */
export function rootOf({ uri }: Pick<SkillEntry, "uri">): string {
  return uri.slice(0, -SKILL_FILE.length);
}

/**
 * Checks that a skill is no larger than the limit that a host must be able to load (Skills,
 * Limits).
 *
 * @throws MortiseError `INVALID_RESPONSE` before a file of it is read.
 */
export function checkLimits({ uri, resources }: SkillEntry): void {
  if (resources === "dynamic") return;
  const bytes = resources.reduce((sum, { size }) => sum + size, 0);
  if (resources.length <= SKILL_LIMITS.files && bytes <= SKILL_LIMITS.bytes) return;
  throw new MortiseError(
    "INVALID_RESPONSE",
    `The skill ${uri} is not loaded: its ${resources.length} files have ${bytes} bytes, and the limit is ${SKILL_LIMITS.files} files of ${SKILL_LIMITS.bytes} bytes together`,
  );
}

function findProblem(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return "it is not an object";
  const { uri, frontmatter, resources } = value as Partial<Record<keyof SkillEntry, unknown>>;
  if (typeof uri !== "string" || !uri.endsWith(`/${SKILL_FILE}`)) {
    return `its uri is not that of a ${SKILL_FILE}`;
  }
  if (typeof frontmatter !== "object" || frontmatter === null || Array.isArray(frontmatter)) {
    return "it has no frontmatter";
  }
  const { name, description } = frontmatter as Partial<Record<string, unknown>>;
  if (!isSkillName(name)) return "its name is not one that a skill may have";
  if (uri.split("/").at(-2) !== name)
    return `it is called ${name}, which its uri does not end with`;
  if (typeof description !== "string" || description === "") return "it has no description";
  return findFileProblem(uri, resources);
}

function findFileProblem(uri: string, resources: unknown): string | undefined {
  if (resources === "dynamic") return undefined;
  if (!Array.isArray(resources)) return 'its resources are neither a list nor "dynamic"';
  const root = rootOf({ uri });
  const seen = new Set<string>();
  for (const file of resources as readonly (Partial<SkillResource> | null)[]) {
    if (typeof file?.uri !== "string") return "one of its files has no uri";
    const at = `its file ${JSON.stringify(file.uri.slice(0, 200))}`;
    if (!isWithin(file.uri, root)) return `${at} is not in its folder`;
    if (seen.has(file.uri)) return `${at} is there twice`;
    seen.add(file.uri);
    if (!/^sha256:[0-9a-f]{64}$/.test(String(file.digest))) return `${at} has no SHA-256 digest`;
    if (!Number.isSafeInteger(file.size) || Number(file.size) < 0) return `${at} has no size`;
  }
  return seen.has(uri) ? undefined : `its own ${SKILL_FILE} is not among its files`;
}

/** Every segment must be plain: a path with dot segments may leave the folder. */
function isWithin(uri: string, root: string): boolean {
  if (!uri.startsWith(root)) return false;
  return uri
    .slice(root.length)
    .split("/")
    .every((segment) => segment !== "" && !/^(\.|%2e){1,2}$/i.test(segment));
}

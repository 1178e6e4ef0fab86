import type { SkillFrontmatter } from "@mortise/protocol";
import { isSkillName, MortiseError, SKILL_FILE, SKILL_LIMITS } from "@mortise/protocol";
import type { Skill } from "./skill.ts";
import { isPlainPath } from "./skill-uri.ts";

/** Keys of `metadata` that extensions of MCP define (Skills, Reservations). */
const RESERVED = "io.modelcontextprotocol/";

/**
 * Checks a skill against the Agent Skills format and the limits of the extension.
 *
 * @throws MortiseError `INVALID_DEFINITION` saying what is wrong and what it should be.
 */
export function checkSkill({ path, frontmatter, files }: Skill): void {
  const problem =
    findPathProblem(path, frontmatter) ??
    findFrontmatterProblem(frontmatter) ??
    findFileProblem(files);
  if (problem !== undefined) {
    throw new MortiseError("INVALID_DEFINITION", `The skill ${path} cannot be served: ${problem}`);
  }
}

function findPathProblem(path: string, { name }: SkillFrontmatter): string | undefined {
  if (!isSkillName(name)) {
    return `its name is ${JSON.stringify(name)}; use 1 to 64 of a-z and 0-9, with single hyphens between them`;
  }
  if (!isPlainPath(path)) return "its path is no plain path; use segments such as acme/billing";
  const last = path.split("/").at(-1);
  if (last === name) return undefined;
  return `it is called ${name} in ${SKILL_FILE} but stands at ${last}; the two must be the same`;
}

function findFrontmatterProblem(frontmatter: SkillFrontmatter): string | undefined {
  const { description, compatibility, metadata } = frontmatter;
  if (typeof description !== "string" || description.trim() === "" || description.length > 1024) {
    return "its description must be text of 1 to 1024 characters that says what it does and when to use it";
  }
  if (
    compatibility !== undefined &&
    (typeof compatibility !== "string" || compatibility === "" || compatibility.length > 500)
  ) {
    return "its compatibility must be text of 1 to 500 characters, or be left out";
  }
  if (metadata === undefined) return undefined;
  if (typeof metadata !== "object" || metadata === null || Array.isArray(metadata)) {
    return "its metadata must be keys with values, or be left out";
  }
  const reserved = Object.keys(metadata).find((key) => key.startsWith(RESERVED));
  return (
    reserved && `its metadata has ${reserved}, but ${RESERVED} is reserved for extensions of MCP`
  );
}

function findFileProblem(files: Skill["files"]): string | undefined {
  if (!files.has(SKILL_FILE)) return `it has no ${SKILL_FILE}`;
  const bad = [...files.keys()].find((path) => !isPlainPath(path));
  if (bad !== undefined) return `${JSON.stringify(bad)} is no plain path inside it`;
  if (files.size > SKILL_LIMITS.files) {
    return `it has ${files.size} files, and hosts need not load more than ${SKILL_LIMITS.files}`;
  }
  let bytes = 0;
  for (const content of files.values()) bytes += content.byteLength;
  if (bytes <= SKILL_LIMITS.bytes) return undefined;
  return `its files have ${bytes} bytes together, and hosts need not load more than ${SKILL_LIMITS.bytes}`;
}

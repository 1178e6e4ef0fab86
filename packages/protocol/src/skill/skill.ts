import type { JsonObject } from "../schema/json.ts";

/** The identifier of the Skills extension (SEP-2640). */
export const SKILLS_EXTENSION = "io.modelcontextprotocol/skills";

/** The file that every skill has at its root. */
export const SKILL_FILE = "SKILL.md";

/** The media type of a directory, as `resources/directory/read` names it. */
export const DIRECTORY_MEDIA_TYPE = "inode/directory";

/** The size of a skill that every host must be able to load (Skills, Limits). */
export const SKILL_LIMITS: {
  /** Files of one skill, `SKILL.md` included. */
  readonly files: number;
  /** Bytes of all its files together. */
  readonly bytes: number;
} = Object.freeze({ files: 512, bytes: 16 * 1024 * 1024 });

/** The YAML frontmatter of a `SKILL.md` as JSON: every field that its author wrote. */
export interface SkillFrontmatter extends JsonObject {
  /** 1-64 characters of `a-z`, `0-9` and single hyphens; the name of the skill's folder. */
  readonly name: string;
  /** The purpose of the skill, and when to use it. */
  readonly description: string;
}

/** A file of a skill. */
export interface SkillResource {
  /** The URI of the file. */
  readonly uri: string;
  /** `sha256:` and 64 hexadecimal digits, over the raw bytes. */
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
}

/** A skill as `skills/list` and `skills/get` describe it (Skills, Skill Entries). */
export interface SkillEntry {
  /** The URI of its `SKILL.md`. */
  readonly uri: string;
  /** The head of its `SKILL.md`. */
  readonly frontmatter: SkillFrontmatter;
  /** Every file of it; `dynamic` where its content is generated and has no digests. */
  readonly resources: readonly SkillResource[] | "dynamic";
}

/** Returns whether a skill may have this name (Agent Skills, `name` field). */
export function isSkillName(name: unknown): name is string {
  return typeof name === "string" && name.length <= 64 && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(name);
}

import type { SkillFrontmatter } from "@mortise/protocol";
import { MortiseError, SKILL_FILE } from "@mortise/protocol";

/** A skill with everything in it, as a server keeps it. */
export interface Skill {
  /**
   * Where it stands among the server's skills: its name, with what it is filed under before it, such
   * as `acme/billing/refunds`.
   */
  readonly path: string;
  /** Every field of the frontmatter of its `SKILL.md`. */
  readonly frontmatter: SkillFrontmatter;
  /** The bytes of each file by its path inside the skill, such as `references/FORMS.md`; `SKILL.md` is one. */
  readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}

/** The contents of a skill that is written in code. */
export interface SkillContents {
  /** The path above it, such as `acme/billing`. Default: none. */
  readonly under?: string;
  /** The instructions for a model, in Markdown. */
  readonly instructions: string;
  /** Further files, by their path inside the skill. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
}

/**
 * Makes a skill without a folder, for runtimes that have no disk.
 *
 * @throws MortiseError `INVALID_DEFINITION` when the frontmatter is not JSON, or a file is called
 * `SKILL.md`, which is written from the rest.
 */
export function createSkill(
  frontmatter: SkillFrontmatter,
  { under, instructions, files = {} }: SkillContents,
): Skill {
  if (Object.hasOwn(files, SKILL_FILE)) {
    throw new MortiseError(
      "INVALID_DEFINITION",
      `${SKILL_FILE} is written from the frontmatter and the instructions; leave it out of the files`,
    );
  }
  const encoder = new TextEncoder();
  const toBytes = (content: string | Uint8Array): Uint8Array<ArrayBuffer> =>
    typeof content === "string" ? encoder.encode(content) : new Uint8Array(content);
  return {
    path: under === undefined ? frontmatter.name : `${under}/${frontmatter.name}`,
    frontmatter: JSON.parse(JSON.stringify(frontmatter)),
    files: new Map([
      [SKILL_FILE, encoder.encode(`${writeFrontmatter(frontmatter)}\n${instructions}`)],
      ...Object.entries(files).map(([path, content]) => [path, toBytes(content)] as const),
    ]),
  };
}

/** A JSON value is YAML as it stands, so no field can break out of its line. */
function writeFrontmatter(frontmatter: SkillFrontmatter): string {
  const given = Object.entries(frontmatter).filter(([, value]) => value !== undefined);
  const lines = given.map(([key, value]) => {
    const name = /^[A-Za-z][\w-]*$/.test(key) ? key : JSON.stringify(key);
    return `${name}: ${JSON.stringify(value)}`;
  });
  return ["---", ...lines, "---", ""].join("\n");
}

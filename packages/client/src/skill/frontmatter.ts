import type { JsonObject } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";

/** The parts of a `SKILL.md`. */
export interface SkillText {
  /** The content of its YAML, as JSON. */
  readonly frontmatter: JsonObject;
  /** The Markdown after it. */
  readonly instructions: string;
}

const FENCED = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/;

/** The largest number of characters of frontmatter; names and descriptions need a few hundred. */
const MAX_FRONTMATTER = 64 * 1024;

/**
 * Parses a `SKILL.md`: YAML 1.2 between two lines of `---`, then Markdown.
 *
 * `where` names the file in errors, which also name the line.
 *
 * @throws MortiseError `INVALID_DEFINITION` without frontmatter, or if it is not YAML that JSON can
 * express as an object.
 */
export async function parseSkill(text: string, where: string): Promise<SkillText> {
  const [whole, yaml] = FENCED.exec(text) ?? [];
  if (whole === undefined || yaml === undefined) {
    throw bad(where, "it must begin with a line of ---, frontmatter in YAML, and a line of ---");
  }
  if (yaml.length > MAX_FRONTMATTER) {
    throw bad(where, `its frontmatter has more than ${MAX_FRONTMATTER} characters`);
  }
  return { frontmatter: await parseYaml(yaml, where), instructions: text.slice(whole.length) };
}

async function parseYaml(yaml: string, where: string): Promise<JsonObject> {
  // Loaded on the first skill only, since it would double the cost of importing a client.
  const { LineCounter, parseDocument } = await import("yaml");
  const lines = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: lines, prettyErrors: false });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem) {
    // The frontmatter begins on the second line of its file.
    const line = lines.linePos(problem.pos[0]).line + 1;
    throw bad(where, `line ${line} is no YAML: ${problem.message}`);
  }
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 20 });
  } catch (error) {
    throw bad(where, `its frontmatter cannot be read: ${String(error)}`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw bad(where, "its frontmatter must be fields with values, such as name: pdf-processing");
  }
  const foreign = findForeign(value, 0);
  if (foreign !== undefined) throw bad(where, `its frontmatter holds ${foreign}`);
  return value as JsonObject;
}

/** Describes the first part of `value` that JSON cannot express; `undefined` if there is none. */
function findForeign(value: unknown, depth: number): string | undefined {
  if (depth > 32) return "lists or fields nested more than 32 deep";
  if (typeof value === "number" && !Number.isFinite(value)) return `${value}, which is no JSON`;
  if (typeof value !== "object" || value === null) return undefined;
  if (value instanceof Uint8Array) return "bytes, which are no JSON";
  for (const member of Object.values(value)) {
    const found = findForeign(member, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

function bad(where: string, problem: string): MortiseError {
  return new MortiseError("INVALID_DEFINITION", `${where} is no skill: ${problem}`);
}

import type { JsonObject, SkillEntry, SkillFrontmatter, SkillResource } from "@mortise/protocol";
import { MortiseError, SKILL_LIMITS } from "@mortise/protocol";
import type { Client, RequestOptions } from "../client/client.ts";
import { parseSkill } from "./frontmatter.ts";
import { checkLimits, rootOf } from "./skill-entry.ts";
import { resolveReference, sameSpelling } from "./skill-path.ts";
import type { SkillFile } from "./verify.ts";
import { mismatch, readContents, verifyFile, verifyFrontmatter } from "./verify.ts";

/**
 * A skill whose `SKILL.md` was read and verified against its entry.
 *
 * Files are read and verified on demand. The first file that differs from the entry ends the skill:
 * no more of it is read until it is loaded again.
 */
export interface LoadedSkill {
  /** The URI of its `SKILL.md`; unique within its server alone. */
  readonly uri: string;
  /** The frontmatter of its `SKILL.md`, as its entry lists it. */
  readonly frontmatter: SkillFrontmatter;
  /** The Markdown of its `SKILL.md`; trust it as much as the server. */
  readonly instructions: string;
  /** The paths of its files; none for a dynamic skill. */
  readonly files: readonly string[];
  /** `false` for a skill with generated content, which has no digests. */
  readonly isVerified: boolean;
  /**
   * Reads one of its files, by its URI or by its path as the text refers to it.
   *
   * @throws MortiseError `VERIFICATION_FAILED` for a file that is not listed or not as listed.
   */
  read(reference: string, options?: RequestOptions): Promise<SkillFile>;
}

/** Reads the `SKILL.md` of `entry`, verifies it, and returns the skill. */
export async function loadSkill(
  client: Client,
  entry: SkillEntry,
  options?: RequestOptions,
): Promise<LoadedSkill> {
  checkLimits(entry);
  const files = new SkillFiles(client, entry);
  const { text } = await files.read(entry.uri, options);
  if (text === undefined) {
    throw new MortiseError("INVALID_RESPONSE", `${entry.uri} is not sent as text`);
  }
  const { frontmatter, instructions } = await readFrontmatter(text, entry);
  verifyFrontmatter(entry.uri, frontmatter, entry.frontmatter);
  return {
    uri: entry.uri,
    frontmatter: entry.frontmatter,
    instructions,
    files: files.paths,
    isVerified: entry.resources !== "dynamic",
    read: async (reference, settings) =>
      files.read(resolveReference(rootOf(entry), reference), settings),
  };
}

async function readFrontmatter(
  text: string,
  { uri }: SkillEntry,
): Promise<{ frontmatter: JsonObject; instructions: string }> {
  try {
    return await parseSkill(text, uri);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw mismatch("frontmatter", uri, reason);
  }
}

/** The files of one skill, verified against one entry. */
class SkillFiles {
  readonly #client: Client;
  readonly #entry: SkillEntry;
  /** Keyed by spelling, so that `a%20b` is `a b`; `undefined` for a dynamic skill. */
  readonly #listed: ReadonlyMap<string, SkillResource> | undefined;
  readonly #kept = new Map<string, SkillFile>();
  #failure: MortiseError | undefined;
  #bytes = 0;

  constructor(client: Client, entry: SkillEntry) {
    this.#client = client;
    this.#entry = entry;
    const { resources } = entry;
    if (resources === "dynamic") return;
    this.#listed = new Map(resources.map((file) => [sameSpelling(file.uri), file]));
  }

  get paths(): readonly string[] {
    const start = sameSpelling(rootOf(this.#entry)).length;
    return [...(this.#listed?.keys() ?? [])].map((uri) =>
      uri.slice(start).split("/").map(decodeURIComponent).join("/"),
    );
  }

  async read(asked: string, options?: RequestOptions): Promise<SkillFile> {
    if (this.#failure) throw this.#failure;
    const listed = this.#listed?.get(sameSpelling(asked));
    if (this.#listed && !listed) throw mismatch("unlisted", asked, "its skill does not list it");
    const uri = listed?.uri ?? asked;
    const kept = this.#kept.get(uri);
    if (kept) return kept;
    try {
      const file = await this.#fetch(uri, listed, options);
      if (listed) this.#kept.set(uri, file);
      return file;
    } catch (error) {
      if (isMismatch(error)) this.#failure = error;
      throw error;
    }
  }

  async #fetch(
    uri: string,
    listed: SkillResource | undefined,
    options: RequestOptions = {},
  ): Promise<SkillFile> {
    // A response that the cache keeps of an earlier state must not fail a later one.
    const fresh = { ...options, fresh: true };
    const file = readContents(uri, await this.#client.readResource(uri, fresh));
    // Another file may have failed meanwhile, and with it the whole skill.
    if (this.#failure) throw this.#failure;
    if (listed) await verifyFile(file, listed);
    else this.#count(file);
    return file;
  }

  /** A dynamic skill does not state its size, so the sizes are added up as files are read. */
  #count({ uri, bytes }: SkillFile): void {
    this.#bytes += bytes.byteLength;
    if (this.#bytes <= SKILL_LIMITS.bytes) return;
    throw mismatch(
      "size",
      uri,
      `the files read of its skill have more than ${SKILL_LIMITS.bytes} bytes`,
    );
  }
}

function isMismatch(error: unknown): error is MortiseError {
  return MortiseError.is(error) && error.code === "VERIFICATION_FAILED";
}

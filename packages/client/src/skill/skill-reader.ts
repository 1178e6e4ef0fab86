import type { Resource, SkillEntry } from "@mortise/protocol";
import { MortiseError, SKILLS_EXTENSION } from "@mortise/protocol";
import type { Client, RequestOptions } from "../client/client.ts";
import { paginate } from "../pagination/paginate.ts";
import type { LoadedSkill } from "./loaded-skill.ts";
import { loadSkill } from "./loaded-skill.ts";
import { checkEntry } from "./skill-entry.ts";

/** Settings of {@link skillsOf}. */
export interface SkillReaderOptions {
  /**
   * Also loads skills with generated content. They have no digests, so their files cannot be
   * verified. Default `false`.
   */
  readonly allowDynamic?: boolean;
  /**
   * Receives an error for each invalid entry of a list, which is then left out. Default: the first
   * invalid entry fails the list.
   */
  readonly onInvalid?: (error: MortiseError) => void;
}

/** The skills of one server (SEP-2640). Nothing is read in advance. */
export interface SkillReader {
  /** Whether the server declares the extension; without it there are no skills. */
  readonly isSupported: boolean;
  /** Lists every skill by name and description, with its files and their digests; reads none. */
  list(options?: RequestOptions): Promise<SkillEntry[]>;
  /** Describes one skill by the URI of its `SKILL.md`, whether or not it is listed. */
  get(uri: string, options?: RequestOptions): Promise<SkillEntry>;
  /**
   * Reads the `SKILL.md` of a skill and verifies it against the entry: size, digest, frontmatter. A
   * URI stands for the entry that the server has now.
   *
   * @throws MortiseError `VERIFICATION_FAILED`; then no more of the skill is read.
   */
  load(skill: SkillEntry | string, options?: RequestOptions): Promise<LoadedSkill>;
  /**
   * Lists the entries of a directory, as the server has them now. The readable files of a loaded
   * skill are its `files`.
   */
  readDirectory(uri: string, options?: RequestOptions): Promise<Resource[]>;
}

/** Reads the skills of the server that `client` is connected to. */
export function skillsOf(client: Client, options: SkillReaderOptions = {}): SkillReader {
  return new ClientSkills(client, options);
}

class ClientSkills implements SkillReader {
  readonly #client: Client;
  readonly #options: SkillReaderOptions;

  constructor(client: Client, options: SkillReaderOptions) {
    this.#client = client;
    this.#options = options;
  }

  get isSupported(): boolean {
    return this.#settings !== undefined;
  }

  async list(options?: RequestOptions): Promise<SkillEntry[]> {
    if (!this.isSupported) return [];
    const found = await paginate<unknown>("skills/list", "skills", {
      send: (params) => this.#client.request("skills/list", params, options),
    });
    const entries = new Map<string, SkillEntry>();
    for (const value of found) {
      const entry = await this.#check(value, entries);
      if (entry) entries.set(entry.uri, entry);
    }
    return [...entries.values()];
  }

  async get(uri: string, options?: RequestOptions): Promise<SkillEntry> {
    this.#require("skills/get", this.isSupported);
    const { skill } = await this.#client.request("skills/get", { uri }, options);
    const entry = checkEntry(skill);
    if (entry.uri === uri) return entry;
    throw new MortiseError(
      "INVALID_RESPONSE",
      `skills/get was asked for ${uri}, and gave ${entry.uri}`,
    );
  }

  async load(skill: SkillEntry | string, options?: RequestOptions): Promise<LoadedSkill> {
    const entry = typeof skill === "string" ? await this.get(skill, options) : checkEntry(skill);
    if (entry.resources === "dynamic" && !this.#options.allowDynamic) {
      throw new MortiseError(
        "INVALID_OPTION",
        `The content of ${entry.uri} is generated and cannot be verified; pass allowDynamic: true to load it unverified`,
      );
    }
    return loadSkill(this.#client, entry, options);
  }

  async readDirectory(uri: string, options?: RequestOptions): Promise<Resource[]> {
    const method = "resources/directory/read";
    this.#require(method, this.#settings?.["directoryRead"] === true);
    return paginate<Resource>(method, "resources", {
      send: (params) => this.#client.request(method, { ...params, uri }, options),
    });
  }

  get #settings(): Readonly<Record<string, unknown>> | undefined {
    return this.#client.capabilities.extensions?.[SKILLS_EXTENSION];
  }

  async #check(
    value: unknown,
    known: ReadonlyMap<string, SkillEntry>,
  ): Promise<SkillEntry | undefined> {
    try {
      const entry = checkEntry(value);
      if (!known.has(entry.uri)) return entry;
      throw new MortiseError("INVALID_RESPONSE", `The server lists ${entry.uri} twice`);
    } catch (error) {
      if (!this.#options.onInvalid || !MortiseError.is(error)) throw error;
      // It may be an async function, although its type says nothing of a promise.
      await this.#options.onInvalid(error);
      return undefined;
    }
  }

  #require(method: string, isThere: boolean): void {
    if (isThere) return;
    throw new MortiseError(
      "INVALID_OPTION",
      `${method} must not be sent: the server does not declare it under ${SKILLS_EXTENSION}`,
    );
  }
}

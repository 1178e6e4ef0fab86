import type { Resource, SkillEntry } from "@mortise/protocol";
import { DIRECTORY_MEDIA_TYPE, MortiseError, SKILL_FILE, skillDigest } from "@mortise/protocol";
import type { ResourceValue } from "../resource/resource.ts";
import { checkSkill } from "./check-skill.ts";
import { mediaTypeOf } from "./media-type.ts";
import type { Skill } from "./skill.ts";
import { skillUri } from "./skill-uri.ts";

/** A file as it is read and listed. */
interface ServedFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly listed: Resource;
  readonly value: ResourceValue;
}

/** One state of a server's skills: every skill, file and directory by its URI. */
export class SkillSet {
  /** The `SKILL.md` of each skill, as `resources/list` names it. */
  readonly manifests: ReadonlyMap<string, Resource>;
  readonly #skills = new Map<string, Skill>();
  readonly #files = new Map<string, ServedFile>();
  readonly #directories = new Map<string, Map<string, Resource>>();
  readonly #entries = new Map<string, Promise<SkillEntry>>();

  /** @throws MortiseError `INVALID_DEFINITION` for a skill that cannot be served, or two at one place. */
  constructor(skills: readonly Skill[]) {
    for (const skill of skills) {
      checkSkill(skill);
      const uri = skillUri(`${skill.path}/${SKILL_FILE}`);
      if (this.#skills.has(uri)) {
        throw new MortiseError("INVALID_DEFINITION", `There are two skills at ${skill.path}`);
      }
      this.#skills.set(uri, skill);
    }
    for (const skill of this.#skills.values()) this.#addFiles(skill);
    this.manifests = new Map(
      [...this.#skills.keys()].map((uri) => [uri, this.#files.get(uri)?.listed as Resource]),
    );
    for (const [uri, { listed }] of this.#files) this.#addToParents(uri, listed);
  }

  /** The URIs of the skills, in order. */
  get uris(): readonly string[] {
    return [...this.#skills.keys()];
  }

  /** Describes a skill; `undefined` if there is none. Its digests are computed once. */
  entry(uri: string): Promise<SkillEntry> | undefined {
    const skill = this.#skills.get(uri);
    if (!skill) return undefined;
    let entry = this.#entries.get(uri);
    if (!entry) {
      entry = describe(uri, skill);
      this.#entries.set(uri, entry);
    }
    return entry;
  }

  /** The content of the file at a URI; `undefined` if there is none. */
  read(uri: string): ResourceValue | undefined {
    return this.#files.get(uri)?.value;
  }

  /** The entries of a directory; `undefined` if there is none. */
  children(uri: string): readonly Resource[] | undefined {
    const children = this.#directories.get(uri);
    return children && [...children.values()];
  }

  /** The URIs of the files that are not the same in `other`. */
  changedFiles(other: SkillSet): readonly string[] {
    const uris = new Set([...this.#files.keys(), ...other.#files.keys()]);
    return [...uris].filter(
      (uri) => !isSame(this.#files.get(uri)?.bytes, other.#files.get(uri)?.bytes),
    );
  }

  #addFiles({ path, frontmatter, files }: Skill): void {
    for (const [name, bytes] of files) {
      const uri = skillUri(`${path}/${name}`);
      const known = this.#files.get(uri);
      // A nested skill's files belong to the skill around it too, and are the same there.
      if (known && !isSame(known.bytes, bytes)) {
        throw new MortiseError(
          "INVALID_DEFINITION",
          `Two skills say differently what ${uri} holds`,
        );
      }
      const nested = name === SKILL_FILE ? frontmatter : this.#skills.get(uri)?.frontmatter;
      this.#files.set(uri, serve(uri, name, bytes, nested));
    }
  }

  #addToParents(uri: string, listed: Resource): void {
    let child = listed;
    let at = uri.lastIndexOf("/");
    while (at > "skill://".length) {
      const parent = uri.slice(0, at);
      const children = this.#directories.get(parent);
      if (children) {
        children.set(child.uri, child);
        return;
      }
      this.#directories.set(parent, new Map([[child.uri, child]]));
      at = uri.lastIndexOf("/", at - 1);
      const name = decodeURIComponent(parent.slice(at + 1));
      child = { uri: parent, name, mimeType: DIRECTORY_MEDIA_TYPE };
    }
  }
}

async function describe(uri: string, { path, frontmatter, files }: Skill): Promise<SkillEntry> {
  const resources = await Promise.all(
    [...files].map(async ([name, bytes]) => ({
      uri: skillUri(`${path}/${name}`),
      digest: await skillDigest(bytes),
      size: bytes.byteLength,
    })),
  );
  return { uri, frontmatter, resources };
}

function serve(
  uri: string,
  path: string,
  bytes: Uint8Array<ArrayBuffer>,
  manifest: Skill["frontmatter"] | undefined,
): ServedFile {
  const text = readText(bytes);
  const mimeType = mediaTypeOf(path, { isText: text !== undefined });
  const name = manifest?.name ?? path.slice(path.lastIndexOf("/") + 1);
  const listed = {
    uri,
    name,
    ...(manifest && { description: manifest.description }),
    mimeType,
    size: bytes.byteLength,
  };
  const value = text === undefined ? { bytes, mimeType } : { text, mimeType };
  return { bytes, listed, value };
}

/** The text that has exactly these bytes in UTF-8; `undefined` for what is no text. */
function readText(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function isSame(one: Uint8Array | undefined, other: Uint8Array | undefined): boolean {
  if (one === other) return true;
  if (one === undefined || other === undefined || one.length !== other.length) return false;
  // Not by a callback for each byte, of which there may be millions.
  for (let at = 0; at < one.length; at += 1) {
    if (one[at] !== other[at]) return false;
  }
  return true;
}

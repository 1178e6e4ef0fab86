import type { JsonObject, ReadResourceResult, SkillResource } from "@mortise/protocol";
import { canonicalJson, MortiseError, skillDigest } from "@mortise/protocol";

/** The reason why a file of a skill was refused. */
export type SkillMismatch = "size" | "digest" | "frontmatter" | "unlisted";

/** A file of a skill as it was read. */
export interface SkillFile {
  /** The URI as the entry lists it. */
  readonly uri: string;
  /** The type that the server names; `undefined` if it names none. */
  readonly mimeType: string | undefined;
  /** The verified content. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The text of the bytes, if the server sent text. */
  readonly text: string | undefined;
}

/** Reads the one file of a result of `resources/read`. */
export function readContents(uri: string, { contents }: ReadResourceResult): SkillFile {
  const [content] = contents;
  if (contents.length !== 1 || content?.uri !== uri) {
    throw new MortiseError("INVALID_RESPONSE", `Reading ${uri} did not return this one file`);
  }
  const { mimeType } = content;
  if ("text" in content && typeof content.text === "string") {
    return { uri, mimeType, bytes: new TextEncoder().encode(content.text), text: content.text };
  }
  if ("blob" in content && typeof content.blob === "string") {
    return { uri, mimeType, bytes: fromBase64(uri, content.blob), text: undefined };
  }
  throw new MortiseError("INVALID_RESPONSE", `Reading ${uri} returned neither text nor bytes`);
}

/**
 * Checks a file against the entry of its skill (Skills, Verification on Read).
 *
 * @throws MortiseError `VERIFICATION_FAILED`.
 */
export async function verifyFile(file: SkillFile, listed: SkillResource): Promise<void> {
  const { uri, bytes } = file;
  if (bytes.byteLength !== listed.size) {
    throw mismatch(
      "size",
      uri,
      `it has ${bytes.byteLength} bytes, and its entry says ${listed.size}`,
    );
  }
  if ((await skillDigest(bytes)) !== listed.digest) {
    throw mismatch("digest", uri, "its bytes do not have the digest that its entry says");
  }
}

/**
 * Checks that the frontmatter of a `SKILL.md` equals that of its entry, field by field.
 *
 * @throws MortiseError `VERIFICATION_FAILED` that names the differing fields.
 */
export function verifyFrontmatter(uri: string, found: JsonObject, listed: JsonObject): void {
  const fields = new Set([...Object.keys(found), ...Object.keys(listed)]);
  const differing = [...fields].filter(
    (field) => canonicalJson(found[field]) !== canonicalJson(listed[field]),
  );
  if (differing.length === 0) return;
  const named = differing.slice(0, 5).join(", ").slice(0, 200);
  throw mismatch("frontmatter", uri, `its frontmatter and its entry differ in ${named}`);
}

/** Makes the error of a file that differs from the entry of its skill. */
export function mismatch(reason: SkillMismatch, uri: string, found: string): MortiseError {
  return new MortiseError(
    "VERIFICATION_FAILED",
    `${uri} is not used: ${found}. The skill changed, or was tampered with; load it anew`,
    { data: { reason, uri } },
  );
}

function fromBase64(uri: string, blob: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(blob), (character) => character.charCodeAt(0));
  } catch {
    throw new MortiseError("INVALID_RESPONSE", `Reading ${uri} returned bytes that are not base64`);
  }
}

import type { ArchiveFiles, BundleVariable } from "@mortise/publish";

/** Shorter values, such as `test`, are found in every program. */
const SHORTEST_VALUE = 8;

/** Returns the variables whose values here are in a text, as they are or as JSON writes them. */
export function findSecrets(
  content: string | Uint8Array,
  variables: readonly BundleVariable[],
): string[] {
  const bytes =
    typeof content === "string"
      ? Buffer.from(content)
      : Buffer.from(content.buffer, content.byteOffset, content.length);
  return variables.flatMap(({ name, isSecret }) => {
    const value = process.env[name] ?? "";
    if (!isSecret || value.length < SHORTEST_VALUE) return [];
    const forms = [value, JSON.stringify(value).slice(1, -1)];
    return forms.some((form) => bytes.includes(form)) ? [name] : [];
  });
}

/** Returns a sentence for each file of a bundle that has the value of a secret; never the value. */
export function findSecretsOfFiles(
  files: ArchiveFiles,
  variables: readonly BundleVariable[],
): string[] {
  return [...files].flatMap(([path, bytes]) =>
    findSecrets(bytes, variables).map((name) => `${path} has the value of ${name}`),
  );
}

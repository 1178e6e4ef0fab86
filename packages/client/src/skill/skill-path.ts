import { MortiseError } from "@mortise/protocol";

/**
 * Resolves a reference in a skill's text, such as `references/FORMS.md`, against its root, and
 * returns the absolute URI without fragment (Skills, Relative References).
 *
 * `root` ends with a slash.
 *
 * @throws MortiseError `VERIFICATION_FAILED` for a reference that leaves the skill.
 */
export function resolveReference(root: string, reference: string): string {
  const [plain = ""] = reference.split("#", 1);
  const path = plain.startsWith(root) ? plain.slice(root.length) : plain;
  if (/^[a-z][a-z0-9+.-]*:/i.test(path) || path.startsWith("/") || path.includes("\\")) {
    throw outside(root, reference);
  }
  const segments: string[] = [];
  for (const segment of path.split("/")) {
    const name = decode(segment);
    if (name === "" || name === ".") continue;
    if (name === ".." ? segments.pop() === undefined : /[/\\]/.test(name)) {
      throw outside(root, reference);
    }
    if (name !== "..") segments.push(encodeURIComponent(name));
  }
  return root + segments.join("/");
}

/**
 * Gives every spelling of a URI the same form: each segment is escaped as by `encodeURIComponent`.
 */
export function sameSpelling(uri: string): string {
  return uri
    .split("/")
    .map((segment) => encodeURIComponent(decode(segment)))
    .join("/");
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    // A stray % stands for itself.
    return segment;
  }
}

function outside(root: string, reference: string): MortiseError {
  return new MortiseError(
    "VERIFICATION_FAILED",
    `${JSON.stringify(reference.slice(0, 200))} is not a file of the skill at ${root}`,
    { data: { reason: "unlisted", uri: reference } },
  );
}

import type { UriTemplateValue } from "@mortise/protocol";
import type { CompiledTemplate } from "./compile-resource.ts";

/** The values of a template's variables, by name. */
export type Variables = Record<string, UriTemplateValue>;

/**
 * Reads the variables of a template out of a URI; `undefined` when the URI is not of the template.
 *
 * A URI is not of the template either when a variable would lead a path out of its folder: by a
 * segment `..`, by being absolute, or by a NUL, however they are encoded. `allowTraversal` of the
 * template leaves that to the handler.
 */
export function readVariables(
  { template, allowsTraversal }: CompiledTemplate,
  uri: string,
): Variables | undefined {
  const found = template.match(uri);
  if (!found || (!allowsTraversal && Object.values(found).some(leadsOut))) return undefined;
  // Without "*" a variable is one text, in which a comma may stand.
  const texts = Object.entries(found).filter(
    ([name, value]) => isList(value) && !template.exploded.has(name),
  );
  for (const [name, value] of texts) found[name] = String(value);
  return found;
}

function leadsOut(value: UriTemplateValue): boolean {
  if (typeof value === "string") return isPathOut(value);
  if (!isList(value)) return Object.entries(value).flat().some(isPathOut);
  // Joined, a list that begins with nothing is an absolute path.
  return value.some(isPathOut) || (value.length > 1 && value[0] === "");
}

function isList(value: UriTemplateValue): value is readonly string[] {
  return Array.isArray(value);
}

/** Returns whether a path leads out of the folder that it is joined to, on any system. */
function isPathOut(path: string): boolean {
  return (
    path.includes("\0") ||
    /^(?:[/\\]|[a-z]:[/\\])/i.test(path) ||
    path.split(/[/\\]/).includes("..")
  );
}

/** The page of an entry, such as `server` for `@mortise/server` and `mortise-client` for `mortise/client`. */
export function pageOf(specifier: string): string {
  return specifier.replace(/^@mortise\//, "").replaceAll("/", "-");
}

/** The anchor of a declaration on its page, or of one of its members. */
export function anchorOf(name: string, member?: string): string {
  const path = member === undefined ? name : `${name}-${member}`;
  return path.replace(/[^\w-]+/g, "-").replace(/-+$/, "");
}

import type { JsonObject, Revision } from "@mortise/protocol";
import { checkExtensionId, MortiseError } from "@mortise/protocol";

/**
 * A setting of a tool for an extension of the server.
 *
 * Extensions export functions that make them, such as `background({ priority: "low" })`.
 */
export interface ToolExtension {
  /** The identifier of the extension. */
  readonly id: string;
  /** For the extension; it finds it on the requests that call the tool. */
  readonly value?: unknown;
  /** Members that the tool has in `tools/list` of a revision, such as `execution`. */
  listed?(revision: Revision): JsonObject | undefined;
}

/** The members of a listed tool that a definition writes itself. */
const OWN_MEMBERS: ReadonlySet<string> = new Set([
  "name",
  "title",
  "description",
  "inputSchema",
  "outputSchema",
  "annotations",
  "icons",
]);

/**
 * Checks what a definition says to extensions.
 *
 * @throws MortiseError `INVALID_DEFINITION` for an identifier that cannot be, or that comes twice.
 */
export function compileToolExtensions(
  given: readonly (ToolExtension | undefined)[],
  owner: string,
): { readonly extensions?: readonly ToolExtension[] } {
  const extensions = given.filter((extension) => extension !== undefined);
  if (extensions.length === 0) return {};
  const ids = new Set<string>();
  for (const { id } of extensions) {
    checkExtensionId(id);
    if (ids.has(id)) {
      throw new MortiseError("INVALID_DEFINITION", `${owner} speaks to the extension ${id} twice`);
    }
    ids.add(id);
  }
  return { extensions };
}

/** Adds the members of extensions to a listed tool; `_meta` is merged, other members stay as written. */
export function withListedExtensions<Listed extends { readonly _meta?: JsonObject }>(
  listed: Listed,
  extensions: readonly ToolExtension[] | undefined,
  revision: Revision,
): Listed {
  if (!extensions) return listed;
  let whole = listed;
  for (const extension of extensions) {
    const { _meta, ...members } = extension.listed?.(revision) ?? {};
    const added = Object.entries(members).filter(([member]) => !OWN_MEMBERS.has(member));
    whole = { ...whole, ...Object.fromEntries(added) };
    if (_meta) whole = { ...whole, _meta: { ...whole._meta, ...(_meta as JsonObject) } };
  }
  return whole;
}

/** A list whose changes clients are notified of. */
export type ListKind = "tools" | "resources" | "prompts";

/** Something that changed: a list, or the content of a resource. */
export type Change = { readonly list: ListKind } | { readonly uri: string };

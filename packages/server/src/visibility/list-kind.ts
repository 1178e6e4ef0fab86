import { MortiseError } from "@mortise/protocol";

/** A list whose changes clients are notified of. */
export type ListKind = "tools" | "resources" | "prompts";

/** Something that changed: a list, or the content of a resource. */
export type Change = { readonly list: ListKind } | { readonly uri: string };

const KINDS: readonly unknown[] = ["tools", "resources", "prompts"] satisfies ListKind[];

/** Checks the kind that a method such as `remove` is given; throws MortiseError `INVALID_OPTION`. */
export function assertListKind(kind: unknown, method: string): void {
  if (KINDS.includes(kind)) return;
  throw new MortiseError(
    "INVALID_OPTION",
    `${method} takes "tools", "resources" or "prompts", and then the name; it got ${JSON.stringify(kind)}`,
  );
}

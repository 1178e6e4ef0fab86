import type { CacheHints } from "@mortise/protocol";
import type { Identity } from "../result/identity.ts";
import { writeResult } from "../result/identity.ts";

/** The name of a list in its result. */
export type ListMember = "tools" | "resources" | "resourceTemplates" | "prompts";

/** One page of a list. */
export interface ListPage {
  readonly member: ListMember;
  readonly items: readonly unknown[];
  readonly nextCursor: string | undefined;
  readonly cache: Required<CacheHints>;
  /** `undefined` in revisions whose results have neither identity nor cache hints. */
  readonly identity: Identity | undefined;
}

/** Writes the JSON text of a list result. */
export function writeList({ member, items, nextCursor, cache, identity }: ListPage): string {
  return writeResult(
    {
      [member]: items,
      ...(nextCursor !== undefined && { nextCursor }),
      ...(identity && cache),
    },
    { identity },
  );
}

import type { Icon, JsonObject } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import type { Visibility } from "../visibility/condition.ts";
import { compileVisibility } from "../visibility/condition.ts";
import type { Presentation } from "./transform-options.ts";

const MEMBERS: ReadonlySet<string> = new Set([
  "name",
  "title",
  "description",
  "icons",
  "meta",
  "enabled",
  "tags",
  "annotations",
  "arguments",
]);

/** Refuses what would change nothing because it is misspelt. */
function assertMembers(change: object, owner: string): void {
  const unknown = Object.keys(change).find((member) => !MEMBERS.has(member));
  if (unknown === undefined) return;
  throw new MortiseError(
    "INVALID_DEFINITION",
    `A transform of ${owner} cannot change ${JSON.stringify(unknown)}; there are ${[...MEMBERS].join(", ")}`,
  );
}

/** The visibility of an entry after a transform: never wider than before. */
export function presentVisibility(
  before: Visibility,
  change: Presentation,
  owner: string,
): Visibility {
  assertMembers(change, owner);
  const { isOn, conditions, tags } = compileVisibility(change, owner);
  return {
    isOn: change.enabled === undefined ? before.isOn : isOn,
    conditions: conditions.length === 0 ? before.conditions : [...before.conditions, ...conditions],
    tags: change.tags ? tags : before.tags,
  };
}

/** The members of a listed thing that a transform replaces. */
export function presentMembers({ title, description, icons, meta }: Presentation): {
  readonly title?: string;
  readonly description?: string;
  readonly icons?: readonly Icon[];
  readonly _meta?: JsonObject;
} {
  return {
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    ...(icons && { icons }),
    ...(meta && { _meta: meta }),
  };
}

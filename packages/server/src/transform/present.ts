import type { Icon, JsonObject } from "@mortise/protocol";
import type { Visibility } from "../visibility/condition.ts";
import { compileVisibility } from "../visibility/condition.ts";
import type { Presentation } from "./transform.ts";

/** Who is offered something, once a transform has had its say: never more than were before. */
export function presentVisibility(
  before: Visibility,
  change: Presentation,
  owner: string,
): Visibility {
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

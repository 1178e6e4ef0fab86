import type { Located, Resource } from "../document/resource.ts";
import type { Check } from "../run/run.ts";
import type { Part } from "./part.ts";

/** Reads `$ref` and the references whose target depends on the way (2020-12, Core, 8.2.3). */
export function compileReferences(part: Part): void {
  const { schema, located, compiler, add } = part;
  const { $ref, $dynamicRef, $recursiveRef } = schema;
  const { dialect } = compiler.definition;
  if (typeof $ref === "string") add("any", compiler.at(compiler.resolve($ref, located), located));
  if (typeof $dynamicRef === "string" && dialect >= 2020) {
    const fragment = /#([^/].*)$/.exec($dynamicRef)?.[1];
    add("any", compileDynamic(part, compiler.resolve($dynamicRef, located), fragment));
  }
  if (typeof $recursiveRef === "string" && dialect === 2019) {
    add("any", compileDynamic(part, compiler.resolve($recursiveRef, located), ""));
  }
}

/** Looks for the anchor in the resources that were entered, if the target itself is such an anchor. */
function compileDynamic(
  { compiler, located }: Part,
  target: Located,
  name: string | undefined,
): Check {
  const initial = name === undefined ? undefined : target.resource.dynamicAnchors.get(name);
  if (name === undefined || initial === undefined || initial.schema !== target.schema) {
    return compiler.at(target, located);
  }
  const checks = new Map<Resource, Check>();
  for (const resource of compiler.resources) {
    const anchor = resource.dynamicAnchors.get(name);
    // Which of them applies to the same value is known only on the way.
    if (anchor) checks.set(resource, compiler.at(anchor));
  }
  return (value, run) => {
    const outermost = run.scope.find((resource) => checks.has(resource)) ?? target.resource;
    return (checks.get(outermost) as Check)(value, run);
  };
}

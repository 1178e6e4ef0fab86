import type { Node } from "@babel/types";
import type { Module } from "../module/module.ts";
import { removeProperty } from "../module/remove.ts";
import { endOf, startOf } from "../syntax/parse.ts";
import { bare, memberValue, nameOf } from "../syntax/shape.ts";

/** The parameters of a question, and the context that asks it. */
interface AskedOf {
  readonly context: string;
  readonly params: Node;
}

interface Question {
  readonly open: string;
  readonly inner: Node;
  readonly close: string;
}

/** Puts a call of Mortise around the parameters of a question, which keep their place. */
function ask(module: Module, call: Node, { open, inner, close }: Question): void {
  module.edits.update(startOf(call), startOf(inner), open);
  if (endOf(call) > endOf(inner)) module.edits.update(endOf(inner), endOf(call), close);
}

/** Rewrites a question to the user. */
export function convertElicit(module: Module, call: Node, { context, params }: AskedOf): boolean {
  const object = bare(params);
  if (object.type !== "ObjectExpression") return false;
  const mode = memberValue(object, "mode");
  const isUrl = mode !== undefined && nameOf(bare(mode)) === "url";
  const key = isUrl ? "page" : "answer";
  ask(module, call, {
    open: `${context}.${isUrl ? "elicitUrl" : "elicit"}("${key}", `,
    inner: params,
    close: ")",
  });
  for (const property of object.properties) {
    if (property.type !== "ObjectProperty") continue;
    const name = nameOf(property.key);
    if (name === "requestedSchema") {
      if (property.shorthand) module.edits.appendLeft(startOf(property), "schema: ");
      else module.edits.update(startOf(property.key), endOf(property.key), "schema");
    } else if (name === "mode" || name === "elicitationId") {
      removeProperty(module, property);
    }
  }
  module.note(
    call,
    "a question to the user",
    `its key is "${key}"; a handler that asks several times needs a key for each`,
  );
  return true;
}

/** Rewrites a question to the client's model. */
export function convertSampling(module: Module, call: Node, { context, params }: AskedOf): void {
  ask(module, call, { open: `${context}.sample("sample", `, inner: params, close: ")" });
}

/** Rewrites a question for the roots, whose answer the SDK puts into an object. */
export function convertRoots(module: Module, call: Node, context: string): void {
  module.replace(
    startOf(call),
    endOf(call),
    () => `${context}.roots().then((roots) => ({ roots }))`,
  );
}

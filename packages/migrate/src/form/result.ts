import type { Node } from "@babel/types";
import { returnsOf } from "../module/handler.ts";
import type { Module } from "../module/module.ts";
import { endOf, startOf } from "../syntax/parse.ts";
import type { FunctionSyntax } from "../syntax/shape.ts";
import { bare, memberOf, nameOf } from "../syntax/shape.ts";

const RENAMED: ReadonlyMap<string, string> = new Map([
  ["structuredContent", "structured"],
  ["_meta", "meta"],
]);

/**
 * Writes the results of a tool with an output schema as `result(…)`, for the types of such a tool take
 * its structured value or a result; without one, results are understood as they are written.
 */
export function convertResults(module: Module, handler: FunctionSyntax): void {
  dropReturnType(module, handler);
  for (const returned of returnsOf(handler)) convertResult(module, returned);
}

function convertResult(module: Module, returned: Node): void {
  const value = bare(returned);
  if (value.type === "ConditionalExpression") {
    convertResult(module, value.consequent);
    convertResult(module, value.alternate);
    return;
  }
  if (value.type === "ObjectExpression" && memberOf(value, "content")) {
    for (const property of value.properties) {
      if (property.type !== "ObjectProperty") continue;
      const renamed = RENAMED.get(nameOf(property.key) ?? "");
      if (renamed === undefined) continue;
      if (property.shorthand) module.edits.appendRight(startOf(property), `${renamed}: `);
      else module.edits.update(startOf(property.key), endOf(property.key), renamed);
    }
    const isBody = module.text[startOf(returned) - 1] === "(" && value === returned;
    module.edits.appendRight(
      startOf(value),
      isBody ? module.need("result") : `${module.need("result")}(`,
    );
    if (!isBody) module.edits.appendLeft(endOf(value), ")");
    else moveOpening(module, value);
    return;
  }
  if (!module.isTyped) return;
  module.edits.appendLeft(endOf(returned), " as never");
  module.note(
    returned,
    `a result of a tool with an output schema that is not written out here: ${brief(module.textOf(returned))}`,
    "it is understood as it is, and its type is not checked; return the structured value, or result(…)",
  );
}

/** `=> ({ … })` becomes `=> result({ … })`. */
function moveOpening(module: Module, value: Node): void {
  // The name stands behind the parenthesis that is there; that one goes before the object instead.
  module.edits.remove(startOf(value) - 1, startOf(value));
  module.edits.appendRight(startOf(value), "(");
}

/** A type of the SDK's results is in the way of `result(…)`. */
function dropReturnType(module: Module, handler: FunctionSyntax): void {
  const { returnType } = handler;
  if (!returnType || !/CallToolResult/.test(module.textOf(returnType))) return;
  module.consume(returnType);
  module.edits.remove(startOf(returnType), endOf(returnType));
}

function brief(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

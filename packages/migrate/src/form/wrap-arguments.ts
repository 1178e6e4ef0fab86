import type { Node } from "@babel/types";
import type { Module } from "../module/module.ts";
import { endOf, startOf } from "../syntax/parse.ts";
import { bare } from "../syntax/shape.ts";

/** The members of a definition: those that are written anew, and the arguments that become members. */
export interface DefinitionParts {
  readonly own: readonly string[];
  readonly parts: readonly (readonly [name: string, argument: Node | undefined])[];
}

/** Puts one definition around arguments that stand one after the other behind `name`. */
export function wrapArguments(module: Module, name: Node, { own, parts }: DefinitionParts): void {
  const present = parts.flatMap(([label, node]) => (node ? [{ label, node }] : []));
  const first = present[0]?.node;
  const last = present.at(-1)?.node;
  if (!first || !last) {
    module.edits.appendLeft(endOf(name), own.length > 0 ? `, { ${own.join(", ")} }` : ", {}");
    return;
  }
  const isTall = module.text.slice(endOf(name), startOf(first)).includes("\n");
  const indent = isTall
    ? (/\n[ \t]*$/.exec(module.text.slice(0, startOf(first)))?.[0] ?? " ")
    : " ";
  const inner = isTall ? `${indent}  ` : " ";
  for (const { label, node } of present) {
    if (node === first) {
      const members = own.map((each) => `${each},${inner}`).join("");
      module.edits.prependRight(startOf(node), `{${inner}${members}${label}: `);
    } else module.edits.prependRight(startOf(node), isTall ? `  ${label}: ` : `${label}: `);
    if (isTall) indentInside(module, node);
  }
  module.edits.appendLeft(endOf(last), isTall ? `,${indent}}` : " }");
}

/** Moves the lines of an argument that is now inside a definition. */
function indentInside(module: Module, node: Node): void {
  const value = bare(node);
  if (value.type !== "ObjectExpression") return;
  for (const property of value.properties) shift(module, startOf(property));
  shift(module, endOf(value) - 1);
}

/** Only a line that holds nothing before the place can move. */
function shift(module: Module, at: number): void {
  const line = module.text.lastIndexOf("\n", at - 1) + 1;
  if (module.text.slice(line, at).trim() === "" && line < at) module.edits.appendRight(line, "  ");
}

import type { Node } from "@babel/types";
import { endOf, startOf } from "../syntax/parse.ts";
import type { Module } from "./module.ts";

/** Takes a statement out, with its line. */
export function removeStatement(module: Module, statement: Node): void {
  const start = startOf(statement);
  const line = module.text.lastIndexOf("\n", start - 1) + 1;
  const isAlone = module.text.slice(line, start).trim() === "";
  const after = /^[ \t]*\n/.exec(module.text.slice(endOf(statement)))?.[0].length ?? 0;
  module.consume(statement);
  module.replace(
    isAlone && after > 0 ? line : start,
    endOf(statement) + (isAlone ? after : 0),
    () => "",
  );
}

/** Takes a property out of its object, with the comma behind it. */
export function removeProperty(module: Module, property: Node): void {
  const after = /^\s*,\s*/.exec(module.text.slice(endOf(property)))?.[0].length ?? 0;
  module.edits.remove(startOf(property), endOf(property) + after);
}

import type { Node } from "@babel/types";
import type { Module } from "../module/module.ts";
import { bare, nameOf } from "../syntax/shape.ts";
import { replaceSending } from "./sending.ts";

interface LogCall {
  readonly context: string;
  readonly level: Node;
  readonly data: Node | undefined;
  readonly logger: Node | undefined;
}

/** Writes a log message of a handler. */
export function writeLog(
  module: Module,
  call: Node,
  { context, level, data, logger }: LogCall,
): void {
  const name = nameOf(bare(level));
  const isLiteral = bare(level).type === "StringLiteral";
  replaceSending(module, call, () => {
    const method = isLiteral ? `.${name}` : `[${module.editedTextOf(level)}]`;
    const args = [data, logger].flatMap((each) => (each ? [module.editedTextOf(each)] : []));
    return `${context}.log${method}(${args.length > 0 ? args.join(", ") : '""'})`;
  });
}

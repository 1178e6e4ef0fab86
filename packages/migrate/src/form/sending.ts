import type { Node } from "@babel/types";
import type { Module } from "../module/module.ts";
import { endOf, startOf } from "../syntax/parse.ts";

/** Writes a call that returns nothing in place of one that returned a promise. */
export function replaceSending(module: Module, call: Node, text: () => string): void {
  const parent = module.parentOf(call);
  const isDropped =
    parent?.type === "AwaitExpression" ||
    (parent?.type === "UnaryExpression" && parent.operator === "void");
  const place = isDropped ? parent : call;
  const isChained = parent?.type === "MemberExpression" && parent.object === call;
  module.consume(place);
  module.replace(startOf(place), endOf(place), () =>
    isChained ? `Promise.resolve(${text()})` : text(),
  );
}

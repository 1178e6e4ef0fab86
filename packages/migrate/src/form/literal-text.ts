import type { Node } from "@babel/types";
import type { Module } from "../module/module.ts";
import type { Project } from "../module/project.ts";

/** The text that an expression gives, as far as all parts of it are written out. */
export function literalText(module: Module, project: Project, given: Node): string | undefined {
  const { module: owner, node } = project.value(module, given);
  switch (node.type) {
    case "StringLiteral":
      return node.value;
    case "TemplateLiteral": {
      const values = node.expressions.map((each) => literalText(owner, project, each));
      if (values.some((value) => value === undefined)) return undefined;
      return node.quasis
        .map(({ value }, at) => `${value.cooked ?? value.raw}${values[at] ?? ""}`)
        .join("");
    }
    case "BinaryExpression": {
      if (node.operator !== "+") return undefined;
      const [left, right] = [node.left, node.right].map((each) =>
        literalText(owner, project, each),
      );
      return left === undefined || right === undefined ? undefined : `${left}${right}`;
    }
    default:
      return undefined;
  }
}

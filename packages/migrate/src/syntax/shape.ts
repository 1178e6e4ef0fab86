import type {
  ArrowFunctionExpression,
  CallExpression,
  Expression,
  FunctionDeclaration,
  FunctionExpression,
  Identifier,
  Node,
  ObjectExpression,
  ObjectMethod,
  ObjectProperty,
} from "@babel/types";
import { childrenOf } from "./parse.ts";

/** A function with its text in place. */
export type FunctionSyntax =
  | ArrowFunctionExpression
  | FunctionExpression
  | FunctionDeclaration
  | ObjectMethod;

/** Takes off what changes types alone: `as`, `satisfies`, `!` and parentheses. */
export function bare(node: Node): Node {
  switch (node.type) {
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSNonNullExpression":
    case "TSTypeAssertion":
    case "ParenthesizedExpression":
      return bare(node.expression);
    default:
      return node;
  }
}

/** Returns whether a piece of syntax is a function that is written out. */
export function isFunction(node: Node | undefined | null): node is FunctionSyntax {
  return (
    node?.type === "ArrowFunctionExpression" ||
    node?.type === "FunctionExpression" ||
    node?.type === "FunctionDeclaration" ||
    node?.type === "ObjectMethod"
  );
}

/** The name of a key, a property or a text; `undefined` when it is computed. */
export function nameOf(node: Node): string | undefined {
  if (node.type === "Identifier") return node.name;
  if (node.type === "StringLiteral") return node.value;
  if (node.type === "PrivateName") return `#${node.id.name}`;
  return undefined;
}

/** The member of an object that is written out. */
export function memberOf(
  object: ObjectExpression,
  name: string,
): ObjectProperty | ObjectMethod | undefined {
  return object.properties.find(
    (property): property is ObjectProperty | ObjectMethod =>
      property.type !== "SpreadElement" && !property.computed && nameOf(property.key) === name,
  );
}

/** The value of a member of an object that is written out. */
export function memberValue(object: ObjectExpression, name: string): Expression | undefined {
  const member = memberOf(object, name);
  if (member?.type !== "ObjectProperty") return undefined;
  return member.value as Expression;
}

/** The names of the members of an object; `undefined` when some come from elsewhere. */
export function keysOf(object: ObjectExpression): readonly string[] | undefined {
  const keys = object.properties.map((property) =>
    property.type === "SpreadElement" || property.computed ? undefined : nameOf(property.key),
  );
  return keys.every((key) => key !== undefined) ? (keys as string[]) : undefined;
}

/** The object and the name of a call of a method, such as `server` and `tool`. */
export interface MethodCall {
  readonly call: CallExpression;
  readonly object: Expression;
  readonly property: Identifier;
  readonly name: string;
}

/** Reads a call of a method; `undefined` for any other syntax. */
export function methodCall(node: Node): MethodCall | undefined {
  if (node.type !== "CallExpression") return undefined;
  const { callee } = node;
  if (callee.type !== "MemberExpression" && callee.type !== "OptionalMemberExpression") {
    return undefined;
  }
  if (callee.computed || callee.property.type !== "Identifier") return undefined;
  const { object, property } = callee;
  if (object.type === "Super") return undefined;
  return { call: node, object, property, name: property.name };
}

/** Returns whether a function waits in its own body. */
export function awaits(body: Node): boolean {
  const open: Node[] = [body];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.type === "AwaitExpression") return true;
    if (next.type === "ForOfStatement" && next.await) return true;
    if (next === body || !(isFunction(next) || next.type === "ClassMethod")) {
      open.push(...childrenOf(next));
    }
  }
  return false;
}

/** The identifiers that a parameter declares. */
export function patternNames(pattern: Node): Identifier[] {
  switch (pattern.type) {
    case "Identifier":
      return [pattern];
    case "AssignmentPattern":
      return patternNames(pattern.left);
    case "RestElement":
      return patternNames(pattern.argument);
    case "ArrayPattern":
      return pattern.elements.flatMap((each) => (each ? patternNames(each) : []));
    case "ObjectPattern":
      return pattern.properties.flatMap((each) =>
        each.type === "RestElement" ? patternNames(each.argument) : patternNames(each.value),
      );
    case "TSParameterProperty":
      return patternNames(pattern.parameter);
    default:
      return [];
  }
}

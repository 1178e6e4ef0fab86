import type { Expression, Node, Statement } from "@babel/types";
import type { Module } from "../module/module.ts";
import { requestMethod } from "../module/sdk.ts";
import type { MethodCall } from "../syntax/shape.ts";
import { methodCall } from "../syntax/shape.ts";

/** A call of `setRequestHandler` that stands as a statement. */
export interface Registration extends MethodCall {
  readonly method: string;
  readonly handler: Expression;
  readonly statement: Statement;
}

/** Reads a call of `setRequestHandler`; `undefined` for any other syntax. */
export function readRegistration(module: Module, node: Node): Registration | undefined {
  const call = methodCall(node);
  if (call?.name !== "setRequestHandler") return undefined;
  const [schema, handler] = call.call.arguments as [Expression | undefined, Expression | undefined];
  const statement = module.parentOf(node);
  if (!schema || !handler || statement?.type !== "ExpressionStatement") return undefined;
  const sdk = module.sdkName(schema)?.name;
  const method = schema.type === "StringLiteral" ? schema.value : sdk && requestMethod(sdk);
  if (method === undefined) return undefined;
  return { ...call, method, handler, statement };
}

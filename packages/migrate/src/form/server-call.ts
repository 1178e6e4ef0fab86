import { contextAt } from "../module/handler.ts";
import type { Module } from "../module/module.ts";
import type { Project } from "../module/project.ts";
import { endOf, everyNode, startOf } from "../syntax/parse.ts";
import type { MethodCall } from "../syntax/shape.ts";
import { methodCall } from "../syntax/shape.ts";
import { convertLog, convertNotification } from "./notification.ts";
import { convertElicit, convertRoots, convertSampling } from "./question.ts";
import { isServer } from "./server-value.ts";

const CALLS: ReadonlySet<string> = new Set([
  "elicitInput",
  "createMessage",
  "listRoots",
  "sendLoggingMessage",
  "notification",
  "getClientVersion",
  "getClientCapabilities",
]);

/** Rewrites what a handler asks of its server, such as `server.server.elicitInput`, as asked of its context. */
export function convertServerCalls(module: Module, project: Project): void {
  for (const node of everyNode(module.file.program)) {
    const call = methodCall(node);
    if (!call || !CALLS.has(call.name) || !isServer(module, project, call.object)) continue;
    if (!isCertain(module, call)) continue;
    const context = contextAt(module, node);
    if (context !== undefined && convertCall(module, call, context))
      module.markDone(call.call.callee);
  }
}

/** A name such as `notification` belongs to many objects. */
function isCertain(module: Module, { name }: MethodCall): boolean {
  return module.sdk !== undefined || name === "elicitInput" || name === "sendLoggingMessage";
}

function convertCall(module: Module, { call, name }: MethodCall, context: string): boolean {
  const [first] = call.arguments;
  switch (name) {
    case "elicitInput":
      return first ? convertElicit(module, call, { context, params: first }) : false;
    case "createMessage":
      if (!first) return false;
      convertSampling(module, call, { context, params: first });
      return true;
    case "listRoots":
      convertRoots(module, call, context);
      return true;
    case "getClientVersion":
      module.replace(startOf(call), endOf(call), () => `${context}.client.info`);
      return true;
    case "getClientCapabilities":
      module.replace(startOf(call), endOf(call), () => `${context}.client.capabilities`);
      return true;
    case "notification":
      return first ? convertNotification(module, call, { context, notification: first }) : false;
    default:
      return first ? convertLog(module, call, { context, params: first }) : false;
  }
}

import type { Identifier, Node, ObjectPattern } from "@babel/types";
import { usesOf } from "../module/handler.ts";
import type { Module } from "../module/module.ts";
import { endOf, startOf } from "../syntax/parse.ts";
import { bare, memberValue, methodCall, nameOf } from "../syntax/shape.ts";
import { writeLog } from "./log.ts";
import { convertNotification } from "./notification.ts";
import { convertElicit, convertRoots, convertSampling } from "./question.ts";

/** The members of the SDK's context, and their names in Mortise. */
const MEMBERS: ReadonlyMap<string, string> = new Map([
  ["signal", "signal"],
  ["requestId", "request.id"],
  ["_meta", "request.meta"],
  ["mcpReq.signal", "signal"],
  ["mcpReq.id", "request.id"],
  ["mcpReq._meta", "request.meta"],
  ["mcpReq.method", "request.method"],
]);

const ADVICE: ReadonlyMap<string, string> = new Map([
  [
    "sessionId",
    "a Mortise handler has no session; keep what belongs to a caller by ctx.auth, or in a store of your own",
  ],
  [
    "authInfo",
    "ctx.auth is the caller that `auth` of createServer confirmed; it does not hold the token",
  ],
  [
    "requestInfo",
    "a Mortise handler does not see HTTP headers; read them in middleware of the HTTP framework or in `auth`",
  ],
  ["http", "a Mortise handler does not see the HTTP request; the caller is ctx.auth"],
  ["closeSSEStream", "use ctx.releaseConnection()"],
  ["taskStore", "declare `task: true` on the tool and `tasks: tasks()` on the server"],
]);

/** Rewrites the uses of a context of the SDK, which `parameter` receives, as those of Mortise. */
export function convertContext(module: Module, parameter: Node): void {
  const pattern = parameter.type === "AssignmentPattern" ? parameter.left : parameter;
  if (pattern.type === "ObjectPattern") convertDestructured(module, pattern);
  else for (const use of usesOf(module, pattern)) convertUse(module, use);
}

function convertDestructured(module: Module, pattern: ObjectPattern): void {
  for (const property of pattern.properties) {
    const key = property.type === "ObjectProperty" ? nameOf(property.key) : undefined;
    if (key === "signal") continue;
    if (key === "requestId" && property.type === "ObjectProperty") {
      module.edits.update(
        startOf(property),
        endOf(property),
        `request: { id: ${module.textOf(property.value)} }`,
      );
      continue;
    }
    if (key === "_meta" && property.type === "ObjectProperty") {
      module.edits.update(
        startOf(property),
        endOf(property),
        `request: { meta: ${module.textOf(property.value)} }`,
      );
      continue;
    }
    module.left(property, `the member ${key ?? "…"} of the context`, adviceFor(key ?? ""));
  }
}

function adviceFor(member: string): string {
  return (
    ADVICE.get(member) ??
    "take the context as a whole, and see RequestContext of Mortise for its members"
  );
}

function convertUse(module: Module, use: Identifier): void {
  const path = memberPath(module, use);
  if (!path) return;
  const known = MEMBERS.get(path.name);
  if (known !== undefined) {
    module.edits.update(endOf(use), endOf(path.node), `.${known}`);
    return;
  }
  if (isConvertedCall(module, path.node)) return;
  const last = path.name.split(".")[path.name.startsWith("mcpReq.") ? 1 : 0] ?? path.name;
  module.left(use, `${module.textOf(path.node)}`, adviceFor(last));
}

interface MemberPath {
  readonly name: string;
  readonly node: Node;
}

/** The member of the context that is used: `signal`, or `mcpReq.signal` of version 2. */
function memberPath(module: Module, use: Identifier): MemberPath | undefined {
  const first = memberAround(module, use);
  if (!first) return undefined;
  if (first.name !== "mcpReq") return first;
  const second = memberAround(module, first.node);
  return second && { name: `mcpReq.${second.name}`, node: second.node };
}

function memberAround(module: Module, object: Node): MemberPath | undefined {
  const parent = module.parentOf(object);
  if (parent?.type !== "MemberExpression" && parent?.type !== "OptionalMemberExpression")
    return undefined;
  if (parent.object !== object || parent.computed) return undefined;
  const name = nameOf(parent.property);
  return name === undefined ? undefined : { name, node: parent };
}

/** Rewrites a call of a member of the context; returns whether it is one that Mortise has. */
function isConvertedCall(module: Module, member: Node): boolean {
  const parent = module.parentOf(member);
  const call = parent && methodCall(parent);
  if (!call || call.call.callee !== member) return false;
  const context = module.text.slice(startOf(member), endOf(rootOf(member)));
  const [first, second, third] = call.call.arguments;
  switch (call.name) {
    case "sendNotification":
    case "notify":
      return first
        ? convertNotification(module, call.call, { context, notification: first })
        : false;
    case "log":
      if (!first) return false;
      writeLog(module, call.call, {
        context,
        level: first,
        data: second,
        logger: third,
      });
      return true;
    case "sendRequest":
    case "send":
      return first
        ? convertRequest(module, call.call, { context, request: first, schema: second })
        : false;
    case "elicitInput":
      return first ? convertElicit(module, call.call, { context, params: first }) : false;
    case "requestSampling":
      if (!first) return false;
      convertSampling(module, call.call, { context, params: first });
      return true;
    default:
      return false;
  }
}

function rootOf(node: Node): Node {
  return node.type === "MemberExpression" || node.type === "OptionalMemberExpression"
    ? rootOf(node.object)
    : node;
}

/** The parameters of a request in place, and what the answer is read as. */
interface RequestCall {
  readonly context: string;
  readonly request: Node;
  readonly schema: Node | undefined;
}

/** Rewrites a request that a handler sends to the client. */
function convertRequest(module: Module, call: Node, given: RequestCall): boolean {
  const { context, request } = given;
  const object = bare(request);
  if (object.type !== "ObjectExpression") return convertNamedRequest(module, call, given);
  const method = memberValue(object, "method");
  const params = memberValue(object, "params");
  switch (method && nameOf(bare(method))) {
    case "elicitation/create":
      if (!params || bare(params).type !== "ObjectExpression") return false;
      module.consume(call);
      return convertElicit(module, call, { context, params });
    case "sampling/createMessage":
      if (!params) return false;
      module.consume(call);
      convertSampling(module, call, { context, params });
      return true;
    case "roots/list":
      module.consume(call);
      convertRoots(module, call, context);
      return true;
    default:
      return false;
  }
}

/** A request under a name is known by the schema of its answer. */
function convertNamedRequest(
  module: Module,
  call: Node,
  { context, request, schema }: RequestCall,
): boolean {
  if (request.type !== "Identifier") return false;
  const { name } = request;
  const text = {
    CreateMessageResultSchema: `sample("sample", ${name}.params)`,
    ElicitResultSchema: `elicit("answer", { message: ${name}.params.message, schema: ${name}.params.requestedSchema })`,
  }[module.sdkName(schema)?.name ?? ""];
  if (text === undefined) return false;
  module.consume(call);
  module.replace(startOf(call), endOf(call), () => `${context}.${text}`);
  return true;
}

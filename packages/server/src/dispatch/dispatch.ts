import type { JsonRpcRequest } from "@mortise/protocol";
import { ErrorCode, isModern, ProtocolError } from "@mortise/protocol";
import { authorize } from "../authorization/authorize.ts";
import { completeEntry } from "../completion/complete-entry.ts";
import type { ServerCore, Work } from "../core/server-core.ts";
import type { EntryCall } from "../handler/entry-call.ts";
import { recoverInputRequired } from "../multi-round-trip/input-required.ts";
import { renderPrompt } from "../prompt/render-prompt.ts";
import type { Caller } from "../request/caller.ts";
import { readResource } from "../resource/read-resource.ts";
import type { Answer } from "../result/answer.ts";
import { describeName } from "../result/describe-name.ts";
import { callTool } from "../tool/call-tool.ts";
import type { LegacyMethod, ModernMethod } from "../versioning/method.ts";
import type { Entry } from "../visibility/entry.ts";
import { listResources } from "./list-resources.ts";
import { listen } from "./listen.ts";
import { observe } from "./observe.ts";
import {
  resolveCompletionCall,
  resolvePromptCall,
  resolveResourceCall,
  resolveToolCall,
} from "./resolve-call.ts";

type Method = (
  core: ServerCore,
  request: JsonRpcRequest,
  caller: Caller,
) => Answer | Promise<Answer>;

const EVERY_REVISION = {
  "tools/call": answerBy(resolveToolCall, callTool),
  "tools/list": ({ catalogue }, request, caller) =>
    catalogue.page("tools", caller, request.params?.["cursor"]),
  "resources/list": listResources,
  "resources/templates/list": ({ catalogue }, request, caller) =>
    catalogue.page("resourceTemplates", caller, request.params?.["cursor"]),
  "resources/read": answerBy(resolveResourceCall, readResource),
  "prompts/list": ({ catalogue }, request, caller) =>
    catalogue.page("prompts", caller, request.params?.["cursor"]),
  "prompts/get": answerBy(resolvePromptCall, renderPrompt),
  "completion/complete": answerBy(resolveCompletionCall, completeEntry),
} as const satisfies Readonly<Record<string, Method>>;

const MODERN: ReadonlyMap<string, Method> = toMap<ModernMethod>({
  ...EVERY_REVISION,
  "server/discover": (core) => core.discover(),
  "subscriptions/listen": listen,
});

const LEGACY: ReadonlyMap<string, Method> = toMap<LegacyMethod>({
  ...EVERY_REVISION,
  ping: () => "{}",
});

/** Makes the method that finds the entry of a request, checks its access rule and runs it. */
function answerBy<Call extends EntryCall<Entry>>(
  resolve: (core: ServerCore, request: JsonRpcRequest, caller: Caller) => Call,
  run: (call: Call) => Answer | Promise<Answer>,
): Method {
  return (core, request, caller) => {
    const call = resolve(core, request, caller);
    const { access } = call.entry;
    if (!access) return run(call);
    const permitted = authorize(access, request, { core, caller, timeout: call.timeout });
    return permitted instanceof Promise ? permitted.then(() => run(call)) : run(call);
  };
}

function toMap<Name extends string>(
  methods: Readonly<Record<Name, Method>>,
): ReadonlyMap<string, Method> {
  return new Map(Object.entries<Method>(methods));
}

/**
 * Answers a request: at once if it need not wait, otherwise with a promise.
 *
 * @throws ProtocolError, or rejects with one, when the answer is an error.
 */
export function dispatch(
  core: ServerCore,
  request: JsonRpcRequest,
  caller: Caller,
): Answer | Promise<Answer> {
  // Most servers have nothing around their requests, and pay nothing for it.
  if (!core.pipeline && !caller.telemetry?.isOn) return answerMethod(core, request, caller);
  return around(core, request, caller, (current) => answerMethod(core, current, caller));
}

/** Answers a request by `work`, inside telemetry and middleware. */
export function around(
  core: ServerCore,
  request: JsonRpcRequest,
  caller: Caller,
  work: Work,
): Answer | Promise<Answer> {
  if (!caller.telemetry?.isOn) return enter(core, request, caller, work);
  return observe(core, request, caller, () => enter(core, request, caller, work));
}

function enter(
  core: ServerCore,
  request: JsonRpcRequest,
  caller: Caller,
  work: Work,
): Answer | Promise<Answer> {
  return core.pipeline ? core.pipeline.run(core, request, caller, work) : work(request);
}

/** Answers a request that came to a server in which this one is mounted, inside this one's middleware. */
export function answerMounted(
  core: ServerCore,
  request: JsonRpcRequest,
  caller: Caller,
): Answer | Promise<Answer> {
  return enter(core, request, caller, (current) => answerMethod(core, current, caller));
}

/** Answers a request by the method that it names. */
export function answerMethod(
  core: ServerCore,
  request: JsonRpcRequest,
  caller: Caller,
): Answer | Promise<Answer> {
  const method = (isModern(caller.revision) ? MODERN : LEGACY).get(request.method);
  const answer = method
    ? method(core, request, caller)
    : core.extensions.answer(core, request, caller);
  if (answer === undefined) throw methodNotFound(request.method, caller);
  return answer instanceof Promise ? answer.catch(recoverInputRequired) : answer;
}

function methodNotFound(method: string, caller: Caller): ProtocolError {
  return new ProtocolError(
    ErrorCode.MethodNotFound,
    `Method not found: ${describeName(method)} is no method of MCP ${caller.revision}`,
  );
}

import type { AuthProvider, Backplane, Clock, JsonRpcRequest, Telemetry } from "@mortise/protocol";
import { ErrorCode, isModern, ProtocolError } from "@mortise/protocol";
import type { Catalogue } from "../catalogue/catalogue.ts";
import type { Peers } from "../cluster/cluster.ts";
import { complete } from "../completion/complete-entry.ts";
import type { Extensions } from "../extension/extension-registry.ts";
import type { Mask, ServerLog } from "../log/mask.ts";
import type { Pipeline, Work } from "../middleware/pipeline.ts";
import { recoverInputRequired } from "../multi-round-trip/input-required.ts";
import type { StoredResult } from "../pagination/stored-list.ts";
import { getPrompt } from "../prompt/render-prompt.ts";
import type { Caller } from "../request/caller.ts";
import { readResource } from "../resource/read-resource.ts";
import { describeName, unknownName } from "../result/describe-name.ts";
import type { Identity } from "../result/identity.ts";
import type { StateSealer } from "../state/state-sealer.ts";
import type { Subscriptions } from "../subscription/subscriptions.ts";
import { callTool } from "../tool/call-tool.ts";
import { listResources } from "./list-resources.ts";
import { listen } from "./listen.ts";
import { observe } from "./observe.ts";

/** The `result` of a response as JSON text, or text that was stored beforehand. */
export type Answer = string | StoredResult;

/** What a server is, as the engine needs it: what it offers and who listens. */
export interface ServerCore {
  readonly catalogue: Catalogue;
  readonly subscriptions: Subscriptions;
  /** What the server says of itself in modern results. */
  readonly identity: Identity;
  /** Milliseconds that a handler without a timeout of its own may take. */
  readonly timeout: number;
  /** Counts the time that handlers take; `undefined` for the platform's. */
  readonly clock: Clock | undefined;
  readonly mask: Mask;
  readonly log: ServerLog;
  /** Seals what handlers must remember between the rounds of one request. */
  readonly sealer: StateSealer;
  /** Tells who sends an HTTP request; `undefined` where anyone may. */
  readonly auth: AuthProvider | undefined;
  /** What runs around requests; `undefined` where nothing does. */
  readonly pipeline: Pipeline | undefined;
  /** The methods that extensions add. */
  readonly extensions: Extensions | undefined;
  /** Watches requests; set before the server is served. */
  telemetry: Telemetry | undefined;
  /** What this server shares with other nodes that serve the same. */
  readonly backplane: Backplane;
  /** The other nodes, reached over the backplane. */
  readonly peers: Peers;
  /** The stored result of `server/discover`. */
  discover(): StoredResult;
  /** The parts of an `initialize` result that do not depend on the revision. */
  introduce(): object;
}

type Method = (
  core: ServerCore,
  request: JsonRpcRequest,
  caller: Caller,
) => Answer | Promise<Answer>;

const EVERY_REVISION: readonly (readonly [string, Method])[] = [
  ["tools/call", answerToolCall],
  [
    "tools/list",
    ({ catalogue }, request, caller) => catalogue.page("tools", caller, request.params?.["cursor"]),
  ],
  [
    "resources/list",
    (core, request, caller) => listResources(core.catalogue, request, caller, core.mask),
  ],
  [
    "resources/templates/list",
    ({ catalogue }, request, caller) =>
      catalogue.page("resourceTemplates", caller, request.params?.["cursor"]),
  ],
  [
    "resources/read",
    (core, request, caller) => readResource(core.catalogue, request, caller, core.mask),
  ],
  [
    "prompts/list",
    ({ catalogue }, request, caller) =>
      catalogue.page("prompts", caller, request.params?.["cursor"]),
  ],
  ["prompts/get", (core, request, caller) => getPrompt(core.catalogue, request, caller, core.mask)],
  [
    "completion/complete",
    (core, request, caller) => complete(core.catalogue, request, caller, core.timeout, core.mask),
  ],
];

const MODERN: ReadonlyMap<string, Method> = new Map<string, Method>([
  ...EVERY_REVISION,
  ["server/discover", (core) => core.discover()],
  ["subscriptions/listen", listen],
]);

/** What a session answers itself. */
const SESSION_METHODS: ReadonlySet<string> = new Set([
  "initialize",
  "logging/setLevel",
  "resources/subscribe",
  "resources/unsubscribe",
]);

const LEGACY: ReadonlyMap<string, Method> = new Map<string, Method>([
  ...EVERY_REVISION,
  ["ping", () => "{}"],
]);

/** Tells whether the protocol has a method of this name, in any revision. */
export function isProtocolMethod(method: string): boolean {
  return MODERN.has(method) || LEGACY.has(method) || SESSION_METHODS.has(method);
}

/** Tells whether 2026-07-28 has a method of this name. */
export function isModernMethod(method: string): boolean {
  return MODERN.has(method);
}

/**
 * Answers a request: at once where nothing has to be waited for, otherwise with a promise.
 *
 * @throws ProtocolError, or rejects with one, when the answer is an error.
 */
export function dispatch(
  core: ServerCore,
  request: JsonRpcRequest,
  caller: Caller,
): Answer | Promise<Answer> {
  // Most servers have nothing around their requests, and pay nothing for it.
  if (!core.pipeline && !core.telemetry?.isOn) return answerMethod(core, request, caller);
  return around(core, request, caller, (current) => answerMethod(core, current, caller));
}

/** Runs `work`, which answers a request, inside everything that runs around requests. */
export function around(
  core: ServerCore,
  request: JsonRpcRequest,
  caller: Caller,
  work: Work,
): Answer | Promise<Answer> {
  const { telemetry } = core;
  if (!telemetry?.isOn) return enter(core, request, caller, work);
  const isKnown = (method: string): boolean =>
    isProtocolMethod(method) || core.extensions?.has(method) === true;
  return observe(telemetry, core, request, caller, isKnown, () =>
    enter(core, request, caller, work),
  );
}

function enter(
  core: ServerCore,
  request: JsonRpcRequest,
  caller: Caller,
  work: Work,
): Answer | Promise<Answer> {
  return core.pipeline ? core.pipeline.run(core, request, caller, work) : work(request);
}

/** Answers what a server that this one is mounted in was asked, inside this one's middleware. */
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
    : core.extensions?.answer(core, request, caller);
  if (answer === undefined) throw methodNotFound(request.method, caller);
  return answer instanceof Promise ? answer.catch(recoverInputRequired) : answer;
}

function answerToolCall(
  core: ServerCore,
  request: JsonRpcRequest,
  caller: Caller,
): Answer | Promise<Answer> {
  const name = request.params?.["name"];
  const tool = core.catalogue.findTool(name, caller);
  if (tool) return callTool(tool, request, caller, core.mask);
  throw unknownName("tool", name, core.catalogue.shown("tools", caller));
}

function methodNotFound(method: string, caller: Caller): ProtocolError {
  return new ProtocolError(
    ErrorCode.MethodNotFound,
    `Method not found: ${describeName(method)} is no method of MCP ${caller.revision}`,
  );
}

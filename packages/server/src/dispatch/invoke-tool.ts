import type {
  CallToolResult,
  InputJournal,
  JsonObject,
  JsonRpcRequest,
  OptionNames,
} from "@mortise/protocol";
import {
  checkOptions,
  LATEST_REVISION,
  MortiseError,
  parseDuration,
  ToolError,
} from "@mortise/protocol";
import { RequestLifetime } from "../cancellation/request-lifetime.ts";
import type { ServerCore } from "../core/server-core.ts";
import type { InvocationLog, InvocationProgress, InvokeOptions } from "../extension/invocation.ts";
import type { ServerLog } from "../log/mask.ts";
import type { Caller, ReplyChannel } from "../request/caller.ts";
import { withRepairs } from "../request/repaired.ts";
import { isThenable } from "../schema/thenable.ts";
import { answerMethod } from "./dispatch.ts";

/** Names the transport of invocations to handlers, conditions and telemetry. */
const TRANSPORT = "invocation";

const OPTIONS: OptionNames<InvokeOptions> = {
  principal: true,
  client: true,
  journal: true,
  admission: true,
  signal: true,
  timeout: true,
  meta: true,
  onProgress: true,
  onLog: true,
  onFailure: true,
  context: true,
};

/** The journal of an invocation without one: no client is there to answer. */
const NO_CLIENT: InputJournal = {
  recall: async () => undefined,
  ask: async (key) => {
    throw new ToolError(`The client cannot be asked for "${key}": this call has no client`, {
      code: "no_client",
    });
  },
  keep: async () => undefined,
  step: (_name, work) => work(),
};

/** Calls a tool outside any request; see the type `Invoke`. */
export async function invokeTool(
  core: ServerCore,
  call: { readonly tool: string; readonly args: JsonObject },
  options: InvokeOptions = {},
): Promise<CallToolResult> {
  checkOptions("invoke", options, OPTIONS);
  const { signal, timeout } = options;
  signal?.throwIfAborted();
  const lifetime = new RequestLifetime(core.clock);
  if (timeout !== undefined) {
    lifetime.replaceTimeout(readTimeout(timeout));
  }
  // An abort is no failure of the handler, so that nothing is masked or logged for it.
  const abort = (): void => {
    const { reason: cause } = signal ?? {};
    lifetime.abort(new MortiseError("ABORTED", "The invocation was aborted", { cause }));
  };
  signal?.addEventListener("abort", abort, { once: true });
  try {
    const request = toRequest(core, call, options);
    const answer = await answerMethod(core, request, toCaller(core, lifetime, options));
    return JSON.parse(typeof answer === "string" ? answer : answer.text);
  } catch (error) {
    if (signal?.aborted && error === lifetime.reason) throw signal.reason;
    throw error;
  } finally {
    signal?.removeEventListener("abort", abort);
    lifetime.finish();
  }
}

function readTimeout(timeout: NonNullable<InvokeOptions["timeout"]>): number {
  if (timeout === "none") return Number.POSITIVE_INFINITY;
  const timeoutMs = parseDuration(timeout, "timeout");
  if (timeoutMs > 0) return timeoutMs;
  const message = `timeout: ${timeout} leaves the tool no time; write a longer time, or "none" for no limit`;
  throw new MortiseError("INVALID_OPTION", message);
}

function toRequest(
  { random }: ServerCore,
  { tool, args }: { readonly tool: string; readonly args: JsonObject },
  { meta, onProgress, admission }: InvokeOptions,
): JsonRpcRequest {
  const id = random.uuid();
  const _meta = { ...meta, ...(onProgress && { progressToken: id }) };
  const params = { name: tool, arguments: args, _meta };
  const request = { jsonrpc: "2.0", id, method: "tools/call", params } as const;
  return admission ? withRepairs(request, params, admission.repaired) : request;
}

function toCaller(core: ServerCore, lifetime: RequestLifetime, options: InvokeOptions): Caller {
  const { principal, client, journal = NO_CLIENT, onLog, onFailure, context } = options;
  return {
    revision: LATEST_REVISION,
    info: client?.info,
    capabilities: client?.capabilities ?? {},
    logLevel: onLog ? "debug" : undefined,
    origin: { transport: TRANSPORT, principal },
    channel: toChannel(core.log, options),
    lifetime,
    sealer: core.sealer,
    identity: core.identity,
    telemetry: core.telemetry,
    random: core.random,
    extensions: {
      contextOf: (id, own) =>
        context && Object.hasOwn(context, id) ? context[id] : core.extensions.contextOf(id, own),
    },
    journal,
    admission: options.admission?.valid,
    ...(onFailure && {
      failed: (error: unknown) => call(core.log, { name: "onFailure", callback: onFailure }, error),
    }),
  };
}

/** Hands what the handler sends to the callbacks, whose errors are logged and do not fail it. */
function toChannel(log: ServerLog, { onProgress, onLog }: InvokeOptions): ReplyChannel {
  return {
    emit: (text) => {
      const { method, params } = JSON.parse(text);
      if (method === "notifications/progress") {
        const { progressToken: _token, ...progress } = params;
        const callback = { name: "onProgress", callback: onProgress };
        call(log, callback, progress as InvocationProgress);
      } else if (method === "notifications/message") {
        call(log, { name: "onLog", callback: onLog }, params as InvocationLog);
      }
    },
  };
}

/** Calls a function of the caller, if there is one; its error, or rejection, is logged. */
function call<Value>(
  log: ServerLog,
  { name, callback }: { name: string; callback: ((value: Value) => unknown) | undefined },
  value: Value,
): void {
  const fail = (error: unknown): void =>
    log({ level: "warning", message: `${name} of an invocation failed`, error });
  try {
    const returned = callback?.(value);
    if (isThenable(returned)) returned.then(undefined, fail);
  } catch (error) {
    fail(error);
  }
}

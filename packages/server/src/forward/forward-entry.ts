import type {
  JsonObject,
  JsonRpcRequest,
  LoggingLevel,
  OptionNames,
  ParameterHeader,
  Prompt,
  Resource,
  ResourceTemplate,
  Tool,
} from "@mortise/protocol";
import {
  checkDefinition,
  isLoggingLevel,
  MortiseError,
  ProtocolError,
  parseDuration,
  passesLoggingLevel,
  planParameterHeaders,
  UriTemplate,
} from "@mortise/protocol";
import type { Answering } from "../handler/answering.ts";
import { runHandler } from "../handler/run-handler.ts";
import type { ServerLog } from "../log/mask.ts";
import type { CompiledPrompt } from "../prompt/compile-prompt.ts";
import type { Caller } from "../request/caller.ts";
import { sendNotification } from "../request/send-notification.ts";
import type { CompiledResource, CompiledTemplate } from "../resource/compile-resource.ts";
import { writeGivenResult } from "../result/given-result.ts";
import type { CompiledTool } from "../tool/compile-tool.ts";
import { ACCESS_OPTIONS, compileAccess } from "../visibility/access.ts";
import { compileVisibility, VISIBILITY_OPTIONS } from "../visibility/condition.ts";
import type { Answerer, Entry } from "../visibility/entry.ts";
import type { ForwardContext, ForwardHandler, ForwardOptions } from "./forward.ts";

/** The handler and options of a forwarded entry. */
export interface Forwarding {
  readonly handler: ForwardHandler;
  readonly options: ForwardOptions;
  readonly answering: Answering & { readonly log: ServerLog };
}

/** Makes the entry of a forwarded tool; its listed form is not touched. */
export function forwardTool(listed: Tool, forwarding: Forwarding): CompiledTool {
  assertForwardedName(listed.name, "tool");
  return {
    ...forwardFields(`tool ${listed.name}`, forwarding),
    name: listed.name,
    listed,
    input: undefined,
    output: undefined,
    headers: readHeaders(listed),
  };
}

/**
 * The characters of a name are a SHOULD (2026-07-28, Tools, Tool Names), and the other server's choice.
 *
 * @throws MortiseError `INVALID_DEFINITION` for what is no name.
 */
function assertForwardedName(name: unknown, noun: string): void {
  if (typeof name === "string" && name !== "") return;
  const found = name === "" ? '""' : typeof name;
  const message = `A forwarded ${noun} needs the name by which the other server lists it, not ${found}`;
  throw new MortiseError("INVALID_DEFINITION", message);
}

/** Makes the entry of a forwarded prompt. */
export function forwardPrompt(listed: Prompt, forwarding: Forwarding): CompiledPrompt {
  assertForwardedName(listed.name, "prompt");
  return {
    ...forwardFields(`prompt ${listed.name}`, forwarding),
    name: listed.name,
    listed,
    input: undefined,
    complete: toCompleters((listed.arguments ?? []).map(({ name }) => name)),
  };
}

/** Makes the entry of a forwarded resource. */
export function forwardResource(listed: Resource, forwarding: Forwarding): CompiledResource {
  return {
    ...forwardFields(`resource ${listed.uri}`, forwarding),
    ...NO_CONTENT,
    uri: listed.uri,
    listed,
  };
}

/** Makes the entry of a forwarded family of resources. */
export function forwardTemplate(
  listed: ResourceTemplate,
  forwarding: Forwarding,
): CompiledTemplate {
  const template = new UriTemplate(listed.uriTemplate);
  return {
    ...forwardFields(`resource template ${listed.uriTemplate}`, forwarding),
    ...NO_CONTENT,
    template,
    // The server behind knows the values that it can take.
    allowsTraversal: true,
    listed,
    complete: toCompleters(template.variables),
    list: undefined,
  };
}

/** Declares that arguments can be completed; the other server answers for them. */
function toCompleters(names: readonly string[]): Readonly<Record<string, () => never>> {
  return Object.fromEntries(names.map((name) => [name, unreachable]));
}

const NO_CONTENT = {
  mimeType: undefined,
  cache: { ttlMs: 0, cacheScope: "private" },
} as const;

const OPTIONS: OptionNames<ForwardOptions> = {
  ...VISIBILITY_OPTIONS,
  ...ACCESS_OPTIONS,
  timeout: true,
};

interface ForwardedFields extends Entry {
  readonly timeout: number;
  readonly handler: () => never;
}

function forwardFields(
  owner: string,
  { handler, options, answering }: Forwarding,
): ForwardedFields {
  if (typeof handler !== "function") {
    throw new MortiseError(
      "INVALID_DEFINITION",
      `The handler of the forwarded ${owner} must be a function, not ${typeof handler}`,
    );
  }
  checkDefinition(`The forwarded ${owner}`, options, OPTIONS);
  const timeout = parseDuration(options.timeout ?? answering.timeout, "timeout");
  return {
    ...compileVisibility(options, owner),
    ...compileAccess(options, owner),
    timeout,
    handler: unreachable,
    answer: toAnswerer(owner, timeout, { handler, answering }),
  };
}

/** An entry with an answer of its own never runs its handler. */
function unreachable(): never {
  throw new Error("A forwarded entry has no handler");
}

function toAnswerer(
  owner: string,
  timeout: number,
  { handler, answering: { log, mask } }: Pick<Forwarding, "handler" | "answering">,
): Answerer {
  const giver = `the forwarded ${owner}`;
  return async ({ method, params = {} }: JsonRpcRequest, caller: Caller) => {
    const answer = async () => {
      try {
        return await handler({ method, params }, toContext(caller, giver, log));
      } catch (error) {
        throw passOn(error);
      }
    };
    const result = await runHandler(answer, { caller, timeout, where: owner, mask });
    return writeGivenResult(result, { identity: caller.identity, giver, method });
  };
}

/** An error of the other server is this server's answer; elsewhere it would be masked. */
function passOn(error: unknown): unknown {
  if (!ProtocolError.is(error)) return error;
  // JSON-RPC 2.0, Error object: clients drop a response whose code is no integer.
  if (!Number.isInteger(error.code)) {
    const found = `${String(error.code)} (${typeof error.code})`;
    const cause = error;
    return new TypeError(`An error has the code ${found}, not an integer: ${cause.message}`, {
      cause,
    });
  }
  if (!error.isReceived) return error;
  const { code, message, data } = error;
  return new ProtocolError(code, message, { data, cause: error });
}

function toContext(caller: Caller, giver: string, log: ServerLog): ForwardContext {
  const { revision, origin, info, capabilities, lifetime, channel, logLevel } = caller;
  const { ask } = channel;
  return {
    get signal() {
      return lifetime.signal;
    },
    revision,
    auth: origin.principal,
    logLevel,
    client: { info, capabilities },
    notify: (method, params) => {
      // 2026-07-28, Progress: notifications stop with the response.
      if (lifetime.isOver) return;
      if (typeof method !== "string" || method === "") {
        const found = typeof method === "string" ? '""' : typeof method;
        const message = `${giver} sent a notification whose method is ${found}, not a name; it was dropped`;
        log({ level: "warning", message });
        return;
      }
      if (method === "notifications/message" && !isWanted(params, logLevel)) return;
      sendNotification(channel, method, params);
    },
    ask: ask && ((method, params) => lifetime.hold(ask(method, params, lifetime.signal))),
  };
}

/** A client gets log messages from the level that it asked for, and none otherwise. */
function isWanted(params: JsonObject, logLevel: LoggingLevel | undefined): boolean {
  const level = params?.["level"];
  // A message without a level is the other server's fault, and its client's to refuse.
  return logLevel !== undefined && (!isLoggingLevel(level) || passesLoggingLevel(level, logLevel));
}

/** A tool whose header annotations cannot be is refused by clients, not by the server that forwards it. */
function readHeaders({ inputSchema }: Tool): readonly ParameterHeader[] {
  const plan = planParameterHeaders(inputSchema);
  return "headers" in plan ? plan.headers : [];
}

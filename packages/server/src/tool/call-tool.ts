import type { JsonObject, JsonRpcRequest, JsonSchema, StandardResult } from "@mortise/protocol";
import { ToolError } from "@mortise/protocol";
import { isAbort } from "../cancellation/cancelled.ts";
import { CallContext } from "../handler/context.ts";
import { isOwnAnswer } from "../handler/run-handler.ts";
import type { Mask } from "../log/mask.ts";
import type { Caller } from "../request/caller.ts";
import { sentName, sentOf, toSentIssues, toSentPath } from "../request/translated.ts";
import type { Answer } from "../result/answer.ts";
import type { Issue } from "../schema/issue.ts";
import { describeIssues, toIssues } from "../schema/issue.ts";
import type { Repair } from "../schema/repair.ts";
import { repairArguments } from "../schema/repair.ts";
import { isThenable } from "../schema/thenable.ts";
import type { CompiledTool } from "./compile-tool.ts";
import { writeToolFailure, writeToolResult } from "./tool-result.ts";

const NO_META: JsonObject = Object.freeze({});
const NO_REPAIRS: readonly Repair[] = Object.freeze([]);

/** The `_meta` key under which a result says what was mended in the arguments. */
const REPAIRED = "dev.mortise/repaired";
/** Repairs that a result reports; a list of numbers sent as texts has one for each. */
const MAX_REPAIRED = 100;

/**
 * Calls a tool and returns the JSON text of its result.
 *
 * Wrong arguments, a `ToolError` and a timeout are results with `isError`, which a model can act
 * on; what else is thrown reaches it masked. A `ProtocolError` of its own passes through.
 */
export function callTool(
  tool: CompiledTool,
  request: JsonRpcRequest,
  caller: Caller,
  mask: Mask,
): Answer | Promise<Answer> {
  if (tool.answer) return tool.answer(request, caller);
  const raw = request.params?.["arguments"] ?? NO_META;
  try {
    if (tool.input === undefined) return run(tool, NO_META, NO_REPAIRS, request, caller, mask);
    const checked = tool.input.validate(raw);
    if (checked instanceof Promise) {
      return checked
        .then((result) => admit(tool, raw, result, request, caller, mask))
        .catch((error: unknown) => failTool(tool, error, caller, mask));
    }
    if (checked.issues === undefined) {
      return run(tool, checked.value, NO_REPAIRS, request, caller, mask);
    }
    return settle(admit(tool, raw, checked, request, caller, mask), tool, caller, mask);
  } catch (error) {
    return failTool(tool, error, caller, mask);
  }
}

/** Lets valid arguments in, and mends invalid ones where the schema says how. */
function admit(
  tool: CompiledTool,
  raw: unknown,
  checked: StandardResult<unknown>,
  request: JsonRpcRequest,
  caller: Caller,
  mask: Mask,
): string | Promise<string> {
  if (checked.issues === undefined) {
    return run(tool, checked.value, NO_REPAIRS, request, caller, mask);
  }
  const { value, repairs } = repairArguments(raw, tool.listed.inputSchema);
  if (repairs.length === 0) throw refuse(tool, raw, checked.issues, request);
  const again = tool.input?.validate(value) ?? { value };
  const finish = (result: StandardResult<unknown>): string | Promise<string> => {
    if (result.issues) throw refuse(tool, raw, result.issues, request);
    return run(tool, result.value, repairs, request, caller, mask);
  };
  return again instanceof Promise ? again.then(finish) : finish(again);
}

function refuse(
  tool: CompiledTool,
  raw: unknown,
  found: NonNullable<StandardResult<unknown>["issues"]>,
  request: JsonRpcRequest,
): Error {
  const sent = sentOf(request);
  const told = sent ? toSentIssues(found, sent) : toIssues(found);
  if (told.length === 0)
    return new Error(`hidden arguments do not fit: ${describeIssues(toIssues(found))}`);
  const given = sent?.schema ? sent.request.params?.["arguments"] : raw;
  const issues = [...told, ...findUnknownArguments(sent?.schema ?? tool.listed.inputSchema, given)];
  return new ToolError(
    `Invalid arguments for ${sentName(request, tool.name)}: ${describeIssues(issues)}`,
    {
      code: "invalid_arguments",
      data: { issues },
    },
  );
}

/** Unknown arguments that are named, and characters of their names. */
const MAX_UNKNOWN = 5;
const MAX_NAME = 200;

/** Arguments that the tool does not know: often the one it misses, under another name. */
function findUnknownArguments(schema: JsonSchema, raw: unknown): Issue[] {
  const { properties: known, additionalProperties = false, patternProperties } = schema;
  const isOpen = additionalProperties !== false || patternProperties !== undefined;
  if (isOpen || typeof known !== "object" || known === null) return [];
  if (typeof raw !== "object" || raw === null) return [];
  const names = Object.keys(known);
  return Object.keys(raw)
    .filter((name) => !names.includes(name))
    .slice(0, MAX_UNKNOWN)
    .map((name) => ({
      path: name.slice(0, MAX_NAME),
      message: `no such argument; there are ${names.join(", ")}`,
    }));
}

function run(
  tool: CompiledTool,
  input: unknown,
  repairs: readonly Repair[],
  request: JsonRpcRequest,
  caller: Caller,
  mask: Mask,
): string | Promise<string> {
  const context = new CallContext(caller, request, tool.name, repairs);
  const meta = repairs.length === 0 ? undefined : { [REPAIRED]: tellRepairs(repairs, request) };
  const value = tool.handler(input as never, context);
  if (!isThenable(value)) {
    return settle(writeToolResult(tool, value, caller, meta), tool, caller, mask);
  }
  return caller.lifetime
    .guard(Promise.resolve(value), tool.timeout, () => timedOut(tool, request))
    .then((result) => writeToolResult(tool, result, caller, meta))
    .catch((error: unknown) => failTool(tool, error, caller, mask));
}

/** What was mended, under the names that the client knows. */
function tellRepairs(repairs: readonly Repair[], request: JsonRpcRequest): readonly Repair[] {
  const told = repairs.slice(0, MAX_REPAIRED);
  const names = sentOf(request)?.names;
  if (!names || names.size === 0) return told;
  return told.flatMap((repair) => {
    const path = toSentPath(repair.path, names);
    return path === undefined ? [] : [{ ...repair, path }];
  });
}

function settle(
  result: string | Promise<string>,
  tool: CompiledTool,
  caller: Caller,
  mask: Mask,
): string | Promise<string> {
  if (typeof result === "string") return result;
  return result.catch((error: unknown) => failTool(tool, error, caller, mask));
}

function timedOut(tool: CompiledTool, request: JsonRpcRequest): ToolError {
  return new ToolError(
    `Tool ${sentName(request, tool.name)} did not finish within ${tool.timeout / 1000} s`,
    {
      code: "timeout",
    },
  );
}

/** Writes the result of a call that failed, or throws what is an answer of its own. */
export function failTool(tool: CompiledTool, error: unknown, caller: Caller, mask: Mask): string {
  if (isOwnAnswer(error)) throw error;
  // A caller that cancelled or went away gets no answer, so there is nothing to mask or log.
  if (isAbort(caller.lifetime.reason)) throw caller.lifetime.reason;
  const shown = ToolError.is(error) ? error : mask(error, `tool ${tool.name}`);
  return writeToolFailure(tool, shown, caller);
}

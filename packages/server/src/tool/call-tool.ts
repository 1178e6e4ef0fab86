import type { JsonObject, Repair, StandardResult } from "@mortise/protocol";
import { repairArguments, ToolError } from "@mortise/protocol";
import { isAbort } from "../cancellation/cancelled.ts";
import { CallContext } from "../handler/context.ts";
import { reportFailure } from "../handler/report-failure.ts";
import { isOwnAnswer } from "../handler/run-handler.ts";
import { Admitted } from "../request/admission.ts";
import { repairsOf } from "../request/repaired.ts";
import type { Answer } from "../result/answer.ts";
import { isThenable } from "../schema/thenable.ts";
import { refuseArguments } from "./refuse-arguments.ts";
import { reportRepairs } from "./report-repairs.ts";
import type { ToolCall } from "./tool-call.ts";
import { writeToolFailure, writeToolResult } from "./tool-result.ts";

const NO_ARGUMENTS: object = Object.freeze({});
const NO_REPAIRS: readonly Repair[] = Object.freeze([]);

/**
 * Calls a tool and returns the JSON text of its result.
 *
 * Wrong arguments, a `ToolError` and a timeout are results with `isError`, which a model can act on;
 * any other error reaches the model masked. A `ProtocolError` of the handler passes through.
 */
export function callTool(call: ToolCall): Answer | Promise<Answer> {
  const { answer, input } = call.entry;
  if (answer) return answer(call.request, call.caller);
  try {
    const { admission } = call.caller;
    if (typeof admission === "object") return run(call, admission.input, admission.repairs);
    if (input === undefined) return run(call, NO_ARGUMENTS, NO_REPAIRS);
    const checked = input.validate(call.rawArguments);
    if (checked instanceof Promise) {
      return checked
        .then((result) => runRepaired(call, result))
        .catch((error: unknown) => failTool(call, error));
    }
    // Valid arguments are the rule, and take no detour.
    if (checked.issues === undefined) return run(call, checked.value, NO_REPAIRS);
    const repaired = runRepaired(call, checked);
    if (typeof repaired === "string") return repaired;
    return repaired.catch((error: unknown) => failTool(call, error));
  } catch (error) {
    return failTool(call, error);
  }
}

/** Runs the handler; invalid arguments are repaired by the schema first, or refused. */
function runRepaired(call: ToolCall, checked: StandardResult<unknown>): string | Promise<string> {
  if (checked.issues === undefined) return run(call, checked.value, NO_REPAIRS);
  const { input, listed } = call.entry;
  const { value, repairs } = repairArguments(call.rawArguments, listed.inputSchema);
  if (repairs.length === 0) return refuseArguments(call, checked.issues);
  const again = input?.validate(value) ?? { value };
  const finish = (result: StandardResult<unknown>): string | Promise<string> =>
    result.issues ? refuseArguments(call, result.issues) : run(call, result.value, repairs);
  return again instanceof Promise ? again.then(finish) : finish(again);
}

function run(call: ToolCall, input: unknown, repairs: readonly Repair[]): string | Promise<string> {
  const { entry, caller, request } = call;
  if (caller.admission === "check") throw new Admitted({ input, repairs });
  const earlier = repairsOf(request);
  const all = earlier.length === 0 ? repairs : [...earlier, ...repairs];
  const context = new CallContext(call, entry.name, all);
  const meta = all.length === 0 ? undefined : reportRepairs(request, repairs);
  caller.telemetry?.stage?.("handler");
  const value = entry.handler(input as never, context);
  if (!isThenable(value)) return finish(call, value, meta);
  return caller.lifetime
    .guard(Promise.resolve(value), entry.timeout, (timeout) => timedOut(call, timeout))
    .then(
      (result) => finish(call, result, meta),
      (error: unknown) => failTool(call, error),
    );
}

/** Writes the result of a handler that gave `value`. */
function finish(
  call: ToolCall,
  value: unknown,
  meta: JsonObject | undefined,
): string | Promise<string> {
  try {
    call.caller.telemetry?.stage?.("result");
    const text = writeToolResult(call.entry, value, call.caller, meta);
    if (typeof text === "string") return text;
    return text.catch((error: unknown) => failTool(call, error));
  } catch (error) {
    return failTool(call, error);
  }
}

function timedOut({ shownName }: ToolCall, timeout: number): ToolError {
  return new ToolError(`Tool ${shownName} did not finish within ${timeout / 1000} s`, {
    code: "timeout",
  });
}

/** Writes the result of a call that failed; throws an error that is the answer itself. */
export function failTool(call: ToolCall, error: unknown): string {
  if (isOwnAnswer(error)) throw error;
  const { lifetime } = call.caller;
  // A caller that cancelled or disconnected gets no answer, so there is nothing to mask or log.
  if (isAbort(lifetime.reason)) throw lifetime.reason;
  reportFailure(call.caller, error);
  if (ToolError.is(error)) return writeToolFailure(call.entry, error, call.caller);
  const shown = call.mask(error, call.where);
  return writeToolFailure(call.entry, shown, call.caller);
}

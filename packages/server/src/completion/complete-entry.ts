import { CallContext } from "../handler/context.ts";
import { runHandler } from "../handler/run-handler.ts";
import type { Answer } from "../result/answer.ts";
import { writeResult } from "../result/identity.ts";
import type { CompletionCall } from "./completion-call.ts";

/** 2026-07-28, Completion: a response holds at most 100 values. */
const MAX_VALUES = 100;

/**
 * Answers `completion/complete` with values for an argument of a prompt or a variable of a template.
 *
 * @throws ProtocolError `InvalidParams` for a request without an argument.
 */
export async function completeEntry(call: CompletionCall): Promise<Answer> {
  const { entry, request, caller } = call;
  if (entry.answer) return await entry.answer(request, caller);
  const { name, value } = call.argument;
  const { complete: completers = {} } = entry;
  const completer = Object.hasOwn(completers, name) ? completers[name] : undefined;
  const context = request.params?.["context"] as Filled | undefined;
  const values = completer
    ? await runHandler(
        () => completer(value, new CallContext(call, name), context?.arguments ?? {}),
        call,
      )
    : [];
  const completion = {
    values: values.slice(0, MAX_VALUES),
    total: values.length,
    hasMore: values.length > MAX_VALUES,
  };
  return writeResult({ completion }, caller);
}

/** The arguments that the client has already filled in. */
interface Filled {
  readonly arguments?: Readonly<Record<string, string>>;
}

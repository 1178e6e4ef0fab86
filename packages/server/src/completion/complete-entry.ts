import { CallContext } from "../handler/context.ts";
import { runHandler } from "../handler/run-handler.ts";
import type { Answer } from "../result/answer.ts";
import { writeResult } from "../result/identity.ts";
import type { CompletionCall } from "./completion-call.ts";
import type { Suggestions } from "./to-suggestions.ts";
import { toSuggestions } from "./to-suggestions.ts";

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
  if (!completer) return writeResult({ completion: cut({ values: [] }) }, caller);
  const complete = async () => {
    const own = new CallContext(call, name);
    return toSuggestions(call.where, await completer(value, own, context?.arguments ?? {}));
  };
  return writeResult({ completion: cut(await runHandler(complete, call)) }, caller);
}

/** Cuts what a completer suggests to the number of values that a response may hold. */
function cut({ values, total = values.length, hasMore = false }: Suggestions): object {
  return {
    values: values.slice(0, MAX_VALUES),
    total,
    hasMore: hasMore || values.length > MAX_VALUES,
  };
}

/** The arguments that the client has already filled in. */
interface Filled {
  readonly arguments?: Readonly<Record<string, string>>;
}

import type { JsonRpcRequest } from "@mortise/protocol";
import { ErrorCode, ProtocolError } from "@mortise/protocol";
import { CallContext } from "../handler/context.ts";
import { runHandler } from "../handler/run-handler.ts";
import type { Mask } from "../log/mask.ts";
import type { Caller } from "../request/caller.ts";
import type { Answer } from "../result/answer.ts";
import { writeResult } from "../result/identity.ts";
import type { Entry } from "../visibility/entry.ts";
import type { Completer } from "./completer.ts";

/** An entry that may have values to suggest. */
export interface Completable extends Entry {
  readonly complete?: Readonly<Record<string, Completer>>;
}

/** 2026-07-28, Completion: a response holds at most 100 values. */
const MAX_VALUES = 100;

/** What completion needs of its server. */
interface Completing {
  readonly mask: Mask;
  /** Milliseconds that a completer may take. */
  readonly timeout: number;
}

/**
 * Answers `completion/complete` with values for an argument of a prompt or a variable of a template.
 *
 * @throws ProtocolError `InvalidParams` for a request without an argument.
 */
export async function completeEntry(
  entry: Completable,
  request: JsonRpcRequest,
  caller: Caller,
  { mask, timeout }: Completing,
): Promise<Answer> {
  if (entry.answer) return await entry.answer(request, caller);
  const { name, value } = readArgument(request);
  const { context } = request.params ?? {};
  const { complete: completers = {} } = entry;
  const completer = Object.hasOwn(completers, name) ? completers[name] : undefined;
  const filled = (context as { readonly arguments?: Record<string, string> } | undefined)
    ?.arguments;
  const values = completer
    ? await runHandler(
        () => completer(value, new CallContext(caller, request, name), filled ?? {}),
        caller,
        timeout,
        `completion of ${name}`,
        mask,
      )
    : [];
  const completion = {
    values: values.slice(0, MAX_VALUES),
    total: values.length,
    hasMore: values.length > MAX_VALUES,
  };
  return writeResult({ completion }, caller);
}

/** Reads the argument to complete; throws `InvalidParams` for a request without one. */
export function readArgument({ params }: JsonRpcRequest): {
  readonly name: string;
  readonly value: string;
} {
  const { name, value } = (params?.["argument"] ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof name === "string" && typeof value === "string") return { name, value };
  throw new ProtocolError(
    ErrorCode.InvalidParams,
    'completion/complete needs an "argument" with a "name" and a "value", both strings',
  );
}

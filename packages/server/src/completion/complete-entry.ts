import type { JsonRpcRequest } from "@mortise/protocol";
import { ErrorCode, ProtocolError } from "@mortise/protocol";
import type { Catalogue } from "../catalogue/catalogue.ts";
import type { Answer } from "../dispatch/dispatch.ts";
import { CallContext } from "../handler/context.ts";
import { runHandler } from "../handler/run-handler.ts";
import type { Mask } from "../log/mask.ts";
import type { Caller } from "../request/caller.ts";
import type { Completer } from "../resource/resource.ts";
import { describeName } from "../result/describe-name.ts";
import { writeResult } from "../result/identity.ts";
import type { Entry } from "../visibility/entry.ts";

/** What may have values to suggest. */
interface Completable extends Entry {
  readonly complete?: Readonly<Record<string, Completer>>;
}

/** 2026-07-28, Completion: a response holds at most 100 values. */
const MAX_VALUES = 100;

/**
 * Answers `completion/complete` with values that begin an argument the client is filling in.
 *
 * @throws ProtocolError `InvalidParams` for a reference to nothing or malformed parameters.
 */
export async function complete(
  catalogue: Catalogue,
  request: JsonRpcRequest,
  caller: Caller,
  timeout: number,
  mask: Mask,
): Promise<Answer> {
  readArgument(request);
  const entry = findEntry(catalogue, request.params?.["ref"], caller);
  return await completeEntry(entry, request, caller, timeout, mask);
}

/** Suggests values for an argument of one prompt, or a variable of one template. */
export async function completeEntry(
  entry: Completable,
  request: JsonRpcRequest,
  caller: Caller,
  timeout: number,
  mask: Mask,
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

function readArgument({ params }: JsonRpcRequest): {
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

function findEntry(catalogue: Catalogue, ref: unknown, caller: Caller): Completable {
  const { type, name, uri } = (ref ?? {}) as Readonly<Record<string, unknown>>;
  if (type === "ref/prompt" && typeof name === "string") {
    const prompt = catalogue.findPrompt(name, caller);
    if (prompt) return prompt;
  } else if (type === "ref/resource" && typeof uri === "string") {
    const entry = catalogue.findNamed(uri, caller);
    if (entry) return entry;
  } else {
    throw new ProtocolError(
      ErrorCode.InvalidParams,
      'completion/complete needs a "ref" of type "ref/prompt" with a "name", or "ref/resource" with a "uri"',
    );
  }
  throw new ProtocolError(
    ErrorCode.InvalidParams,
    `There is no ${type === "ref/prompt" ? "prompt" : "resource"} ${describeName(name ?? uri)} to complete`,
  );
}

import type { JsonRpcRequest } from "@mortise/protocol";
import { ErrorCode, ProtocolError } from "@mortise/protocol";
import type { Catalogue } from "../catalogue/catalogue.ts";
import type { Caller } from "../request/caller.ts";
import { CallContext } from "../request/context.ts";
import { describeName } from "../request/describe-name.ts";
import { runHandler } from "../request/handler.ts";
import { writeResult } from "../request/identity.ts";
import type { Mask } from "../request/mask.ts";
import type { Completer } from "../resource/resource.ts";

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
): Promise<string> {
  const { ref, argument, context } = request.params ?? {};
  const { name, value } = (argument ?? {}) as { readonly name?: unknown; readonly value?: unknown };
  if (typeof name !== "string" || typeof value !== "string") {
    throw new ProtocolError(
      ErrorCode.InvalidParams,
      'completion/complete needs an "argument" with a "name" and a "value", both strings',
    );
  }
  const completers = findCompleters(catalogue, ref);
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

function findCompleters(catalogue: Catalogue, ref: unknown): Readonly<Record<string, Completer>> {
  const { type, name, uri } = (ref ?? {}) as Readonly<Record<string, unknown>>;
  if (type === "ref/prompt" && typeof name === "string") {
    const prompt = catalogue.prompts.get(name);
    if (prompt) return prompt.complete;
  } else if (type === "ref/resource" && typeof uri === "string") {
    const template = catalogue.templates.get(uri);
    if (template) return template.complete;
    if (catalogue.resources.has(uri)) return {};
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

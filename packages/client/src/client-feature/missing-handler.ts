import type { JsonObject } from "@mortise/protocol";
import { ErrorCode, ProtocolError } from "@mortise/protocol";

/** How to give the handler that a capability stands for. */
const HANDLERS: Readonly<Record<string, string>> = {
  elicitation:
    'connect(target, { elicit: async ({ message }) => ({ action: "accept", content: { … } }) })',
  sampling:
    'connect(target, { sample: async ({ messages }) => ({ role: "assistant", model, content }) })',
  roots: "connect(target, { roots: () => [{ uri }] })",
};

/** Returns how to give `connect` the handler of a capability; `undefined` for one without a handler. */
export function howToHandle(capability: string): string | undefined {
  return Object.hasOwn(HANDLERS, capability) ? HANDLERS[capability] : undefined;
}

/**
 * Adds to a server's refusal for want of a capability (-32021) how a program gets it: by a handler. Any
 * other error is returned as it is.
 */
export function adviseHandler(error: unknown): unknown {
  if (!ProtocolError.is(error) || error.code !== ErrorCode.MissingRequiredClientCapability) {
    return error;
  }
  const required = (error.data as JsonObject | null | undefined)?.["requiredCapabilities"];
  const ways = Object.keys((required ?? {}) as JsonObject).flatMap((name) => {
    const way = howToHandle(name);
    return way === undefined ? [] : [way];
  });
  if (ways.length === 0 || error.message.includes("connect(target")) return error;
  return new ProtocolError(error.code, `${error.message}; pass ${ways.join(" and ")}`, {
    data: error.data,
    cause: error,
    isReceived: true,
    ...(error.id !== undefined && { id: error.id }),
  });
}

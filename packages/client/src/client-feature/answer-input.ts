import type {
  CreateMessageRequestParams,
  ElicitRequestParams,
  JsonObject,
} from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import { applyElicitationDefaults } from "./elicitation-default.ts";
import type { InputHandlers } from "./input-handler.ts";

const OPTION_OF: ReadonlyMap<string, keyof InputHandlers> = new Map([
  ["elicitation/create", "elicit"],
  ["sampling/createMessage", "sample"],
  ["roots/list", "roots"],
]);

/**
 * Answers one input request of a server with the handler for its method.
 *
 * @throws MortiseError `INVALID_OPTION` when no handler was given, `INVALID_RESPONSE` for a method
 * that no server may ask for; otherwise what the handler throws.
 */
export async function answerInput(
  handlers: InputHandlers,
  request: { readonly method: string; readonly params?: JsonObject },
  signal: AbortSignal,
): Promise<JsonObject> {
  const { method, params = {} } = request;
  if (method === "elicitation/create" && handlers.elicit !== undefined) {
    const question = params as unknown as ElicitRequestParams;
    return applyElicitationDefaults(question, await handlers.elicit(question, { signal }));
  }
  if (method === "sampling/createMessage" && handlers.sample !== undefined) {
    return await handlers.sample(params as unknown as CreateMessageRequestParams, { signal });
  }
  if (method === "roots/list" && handlers.roots !== undefined) {
    return { roots: await handlers.roots() };
  }
  const option = OPTION_OF.get(method);
  if (option === undefined) {
    throw new MortiseError(
      "INVALID_RESPONSE",
      `The server asks the client for ${JSON.stringify(method)}, which the protocol does not know`,
      { data: { method } },
    );
  }
  throw new MortiseError(
    "INVALID_OPTION",
    `The server asks for ${method}, and this client has no handler for it; pass connect(target, { ${option} })`,
    { data: { method, option } },
  );
}

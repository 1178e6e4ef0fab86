import type {
  CreateMessageRequestParams,
  ElicitRequestParams,
  JsonObject,
} from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import { assertQuestion } from "./assert-question.ts";
import { applyElicitationDefaults } from "./elicitation-default.ts";
import { findProblems } from "./elicitation-form.ts";
import { assertVisitable } from "./elicitation-url.ts";
import type { InputHandlers } from "./input-handler.ts";
import { howToHandle } from "./missing-handler.ts";

const OPTION_OF: ReadonlyMap<string, keyof InputHandlers> = new Map([
  ["elicitation/create", "elicit"],
  ["sampling/createMessage", "sample"],
  ["roots/list", "roots"],
]);

const CAPABILITY_OF: Readonly<Record<keyof InputHandlers, string>> = {
  elicit: "elicitation",
  sample: "sampling",
  roots: "roots",
};

/**
 * Answers one input request of a server with the handler for its method.
 *
 * The answer to an elicitation is checked against the schema of the question; the handler is asked once
 * more, with the reason, when it does not fit.
 *
 * @throws MortiseError `INVALID_OPTION` when no handler was given, or its answer does not fit twice;
 * `INVALID_RESPONSE` for a method that no server may ask for, a question whose parts are of a wrong type,
 * and a URL that must not be visited;
 * otherwise what the handler throws.
 */
export async function answerInput(
  handlers: InputHandlers,
  request: { readonly method: string; readonly params?: JsonObject },
  signal: AbortSignal,
): Promise<JsonObject> {
  const { method, params = {} } = request;
  if (method === "elicitation/create" && handlers.elicit !== undefined) {
    assertQuestion(method, params);
    return await elicit(handlers.elicit, params as unknown as ElicitRequestParams, signal);
  }
  if (method === "sampling/createMessage" && handlers.sample !== undefined) {
    assertQuestion(method, params);
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
    `The server asks for ${method}, and this client has no handler for it; pass ${howToHandle(CAPABILITY_OF[option])}`,
    { data: { method, option } },
  );
}

async function elicit(
  handler: NonNullable<InputHandlers["elicit"]>,
  question: ElicitRequestParams,
  signal: AbortSignal,
): Promise<JsonObject> {
  if (question.mode === "url") assertVisitable(question.url);
  let problems: readonly string[] = [];
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const reason = problems.length === 0 ? {} : { reason: problems.join("; ") };
    const given = await handler(question, { signal, ...reason });
    const answer = applyElicitationDefaults(question, given);
    problems = findProblems(question, answer);
    if (problems.length === 0) return answer;
  }
  throw new MortiseError(
    "INVALID_OPTION",
    `\`elicit\` gave an answer that does not fit the server's question, twice: ${problems.join("; ")}. Read \`requestedSchema\`, and \`reason\` of the second argument`,
    { data: { option: "elicit" } },
  );
}

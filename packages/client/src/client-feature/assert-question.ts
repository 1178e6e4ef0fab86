import type { JsonObject } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import { isJsonObject } from "../json-object.ts";

/** Refuses a question of a server whose parts have wrong types. */
export class MalformedQuestionError extends MortiseError<"INVALID_RESPONSE"> {
  constructor(method: string, fault: string) {
    super(
      "INVALID_RESPONSE",
      `The server asks for ${method} with ${fault}; the server breaks the protocol`,
      { data: { method } },
    );
  }
}

/**
 * Checks the parts of a question that every handler reads, so that its types hold: the text of an
 * elicitation and the fields of its form, and the messages of a request for a model's answer.
 *
 * @throws MalformedQuestionError for a part of another type.
 */
export function assertQuestion(method: string, params: JsonObject): void {
  const fault = method === "elicitation/create" ? elicitationFault(params) : samplingFault(params);
  if (fault === undefined) return;
  throw new MalformedQuestionError(method, fault);
}

function elicitationFault({ message, requestedSchema }: JsonObject): string | undefined {
  if (typeof message !== "string") return "a message that is no text";
  if (requestedSchema === undefined) return undefined;
  if (!isJsonObject(requestedSchema)) return "a requestedSchema that is no object";
  const { properties = {} } = requestedSchema;
  if (!isJsonObject(properties)) return "properties of its form that are no object";
  const isForm = Object.values(properties).every(isJsonObject);
  return isForm ? undefined : "a field of its form that is no object";
}

function samplingFault({ messages }: JsonObject): string | undefined {
  if (!Array.isArray(messages)) return "messages that are no list";
  const isConversation = messages.every(
    (message) =>
      isJsonObject(message) &&
      typeof message["role"] === "string" &&
      typeof message["content"] === "object" &&
      message["content"] !== null,
  );
  return isConversation ? undefined : "a message without role or content";
}

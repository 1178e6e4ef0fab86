import type { CreateMessageRequestParams, CreateMessageResult, Root } from "@mortise/protocol";
import type { Question } from "./question.ts";

/** Makes the question that has the client's model write something. */
export function askModel(params: CreateMessageRequestParams): Question<CreateMessageResult> {
  return {
    method: "sampling/createMessage",
    params,
    // 2026-07-28, Sampling, Capabilities: tools are for clients that say they can use them.
    requires: { sampling: params.tools || params.toolChoice ? { tools: {} } : {} },
    read: (response) => {
      const { role, content } = (response ?? {}) as Partial<CreateMessageResult>;
      const isMessage = typeof role === "string" && typeof content === "object" && content !== null;
      if (isMessage) return { answer: response as CreateMessageResult };
      return { refused: "it is no message with a role and a content" };
    },
  };
}

/** The question which folders and files the server may work in. */
export const ASK_ROOTS: Question<readonly Root[]> = {
  method: "roots/list",
  params: {},
  requires: { roots: {} },
  read: (response) => {
    const { roots } = (response ?? {}) as { readonly roots?: unknown };
    return Array.isArray(roots) ? { answer: roots } : { refused: "it has no list of roots" };
  },
};

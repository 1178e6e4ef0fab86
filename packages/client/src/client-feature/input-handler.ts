import type {
  ClientCapabilities,
  CreateMessageRequestParams,
  CreateMessageResult,
  ElicitRequestParams,
  ElicitResult,
  Root,
} from "@mortise/protocol";

/** What a handler gets besides the question. */
export interface InputContext {
  /** Aborts when the answer is no longer wanted. */
  readonly signal: AbortSignal;
}

/** The handlers by which a client answers what a server asks for; each declares a capability. */
export interface InputHandlers {
  /** Asks the user; answers forms and URLs (Elicitation). */
  readonly elicit?: (
    params: ElicitRequestParams,
    context: InputContext,
  ) => ElicitResult | Promise<ElicitResult>;
  /** Lets the client's model write something (Sampling). */
  readonly sample?: (
    params: CreateMessageRequestParams,
    context: InputContext,
  ) => CreateMessageResult | Promise<CreateMessageResult>;
  /** Names the folders that the server may work in (Roots). */
  readonly roots?: () => readonly Root[] | Promise<readonly Root[]>;
}

/** Returns the capabilities that `handlers` can keep, with `declared` laid over them. */
export function toClientCapabilities(
  handlers: InputHandlers,
  declared: ClientCapabilities = {},
): ClientCapabilities {
  return {
    ...(handlers.elicit !== undefined && { elicitation: { form: {}, url: {} } }),
    ...(handlers.sample !== undefined && { sampling: {} }),
    ...(handlers.roots !== undefined && { roots: {} }),
    ...declared,
  };
}

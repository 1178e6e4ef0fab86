import type {
  ClientCapabilities,
  CreateMessageRequestParams,
  CreateMessageResult,
  ElicitRequestParams,
  ElicitResult,
  Root,
} from "@mortise/protocol";

/** The context of a question to a handler. */
export interface InputContext {
  /** Aborts when the server no longer wants the answer. */
  readonly signal: AbortSignal;
  /** Why the answer before did not fit the question; absent when it is asked for the first time. */
  readonly reason?: string;
}

/** The handlers that answer a server's requests to its client; each declares a capability. */
export interface InputHandlers {
  /**
   * Asks the user; answers forms and URLs (Elicitation). An answer that does not fit the schema of the
   * form is asked for once more, with the `reason`.
   */
  readonly elicit?: (
    params: ElicitRequestParams,
    context: InputContext,
  ) => ElicitResult | Promise<ElicitResult>;
  /** Lets the client's model write a message (Sampling). */
  readonly sample?: (
    params: CreateMessageRequestParams,
    context: InputContext,
  ) => CreateMessageResult | Promise<CreateMessageResult>;
  /** Names the folders that the server may work in (Roots). */
  readonly roots?: () => readonly Root[] | Promise<readonly Root[]>;
}

/** Returns the capabilities that `handlers` stand for, with `declared` laid over them. */
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

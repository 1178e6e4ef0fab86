import type { HandlerRecord } from "@mortise/protocol";
import { ErrorCode, ProtocolError, TASKS_EXTENSION } from "@mortise/protocol";
import type { RequestContext } from "@mortise/server";

/** The contribution of the extension to the context of a handler. */
export interface TaskContribution {
  /** The handler runs in a task already, or its client does not know tasks. */
  readonly isSettled: boolean;
  /** Resolves with the record of the handler so far. */
  readonly record: () => Promise<HandlerRecord>;
}

/** Ends a handler whose call becomes a task; it passes through as a protocol error does. */
export class Detached extends ProtocolError {
  /** The answers and steps so far. */
  readonly record: HandlerRecord;

  constructor(record: HandlerRecord) {
    super(ErrorCode.InternalError, "The call has become a task");
    this.record = record;
  }
}

/**
 * Lets the call become a task here, for a tool with `task({ start: "detach" })`.
 *
 * The request is answered with the task, and the handler begins again in it: answers and steps so far are
 * on record, and this call returns at once. Returns at once too for clients that do not know tasks. It
 * throws to end the handler, so that a `catch` around it must throw again.
 */
export async function detach(context: RequestContext): Promise<void> {
  const contribution = context.extension(TASKS_EXTENSION) as TaskContribution | undefined;
  if (!contribution || contribution.isSettled) return;
  throw new Detached(await contribution.record());
}

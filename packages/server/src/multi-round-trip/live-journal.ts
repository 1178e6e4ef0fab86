import type {
  InputJournal,
  InputQuestion,
  JsonObject,
  JsonSchema,
  Revision,
  StepRecord,
} from "@mortise/protocol";
import { MortiseError, ProtocolError, ToolError } from "@mortise/protocol";
import { toEarlierForm } from "../client-feature/form-schema.ts";
import { missingCapability } from "../client-feature/missing-capability.ts";
import type { Caller } from "../request/caller.ts";

/**
 * Asks the client over its back channel and waits for the answer, as revisions up to 2025-11-25 do.
 *
 * The handler runs once, so that nothing is kept on record.
 */
export class LiveJournal implements InputJournal {
  readonly #caller: Caller;

  constructor(caller: Caller) {
    this.#caller = caller;
  }

  async recall(): Promise<undefined> {
    return undefined;
  }

  async ask(_key: string, { method, params }: InputQuestion): Promise<unknown> {
    const { channel, lifetime, revision } = this.#caller;
    lifetime.signal.throwIfAborted();
    if (lifetime.isOver) {
      throw new MortiseError("CLOSED", "The request is answered; its client cannot be asked now");
    }
    if (!channel.ask) {
      throw new ToolError(
        "The client cannot be asked: this request has no session. Connect with initialize first, or with revision 2026-07-28, which needs none",
        { code: "no_session" },
      );
    }
    const isUrl = "mode" in params;
    if (isUrl && revision < "2025-11-25") {
      throw missingCapability({ elicitation: { url: {} } }, revision);
    }
    const sent = isUrl
      ? { ...params, elicitationId: this.#caller.random.uuid() }
      : toRevision(params, revision);
    return lifetime.hold(channel.ask(method, sent, lifetime.signal)).catch(toToolError);
  }

  async keep(): Promise<void> {
    // The answer is in the hands of the only run that there is.
  }

  step(_name: string, work: () => Promise<StepRecord>): Promise<StepRecord> {
    return work();
  }
}

/** The error of a client that cannot answer is in its own words, which its own model may read. */
function toToolError(error: unknown): never {
  if (!ProtocolError.is(error)) throw error;
  throw new ToolError(`The client did not answer: ${error.message}`, {
    code: "client_error",
    cause: error,
  });
}

/** Titled choices came with 2025-11-25; before, the titles are a list of their own. */
function toRevision(params: object, revision: Revision): JsonObject {
  if (revision >= "2025-11-25" || !("requestedSchema" in params)) return { ...params };
  return { ...params, requestedSchema: toEarlierForm(params.requestedSchema as JsonSchema) };
}

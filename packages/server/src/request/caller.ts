import type {
  ClientCapabilities,
  Implementation,
  InputJournal,
  JsonObject,
  LoggingLevel,
  Random,
  Revision,
  Telemetry,
} from "@mortise/protocol";
import type { RequestLifetime } from "../cancellation/request-lifetime.ts";
import type { Identity } from "../result/identity.ts";
import type { StateSealer } from "../state/state-sealer.ts";
import type { ValidInput } from "./admission.ts";
import type { Origin } from "./origin.ts";

/** The way back to the client while its request is being answered. */
export interface ReplyChannel {
  /** The address of the client; absent where the channel is its own, or the platform does not say. */
  readonly peerAddress?: string | undefined;
  /** Sends a serialised notification that belongs to the request, ahead of its response. */
  emit(message: string): void;
  /**
   * Sends the client a request and waits; absent without a back channel, as in 2026-07-28.
   */
  readonly ask?:
    | ((method: string, params: JsonObject, signal: AbortSignal) => Promise<JsonObject>)
    | undefined;
  /**
   * Lets the client's connection go until it comes back after `retryMs`; absent where a client
   * cannot come back to the answer of a request.
   */
  readonly release?: ((retryMs: number) => void) | undefined;
}

/** A request that is being answered: the way back to its sender, and its lifetime. */
export interface OpenRequest extends ReplyChannel {
  readonly lifetime: RequestLifetime;
}

/** The members of a modern caller that are the same for every request of an endpoint. */
export type CallerSource = Pick<
  Caller,
  "random" | "sealer" | "identity" | "telemetry" | "extensions"
>;

/** Gives the parts of a handler's context that extensions of the server contribute. */
export interface ContextSource {
  /** Returns what the extension `id` contributes to `context`; `undefined` if it does not. */
  contextOf(id: string, context: object): unknown;
}

/** The sender of a request, its revision, and the way back to it. */
export interface Caller {
  readonly revision: Revision;
  readonly info: Implementation | undefined;
  readonly capabilities: ClientCapabilities;
  /** The mildest log message the caller wants; `undefined` for none. */
  readonly logLevel: LoggingLevel | undefined;
  readonly origin: Origin;
  readonly channel: ReplyChannel;
  readonly lifetime: RequestLifetime;
  /** Seals what a handler must remember; absent where the client can be asked instead. */
  readonly sealer: StateSealer | undefined;
  /** Named in results; `undefined` in revisions that name the server once, at `initialize`. */
  readonly identity: Identity | undefined;
  readonly telemetry: Telemetry | undefined;
  /** Makes the ids of questions to the client. */
  readonly random: Random;
  /** The extensions of the server, for the handler's context. */
  readonly extensions: ContextSource;
  /**
   * The input of a tool that was valid before, in place of what its schema makes of the arguments;
   * `check` ends the call by {@link Admitted} where its handler would begin.
   */
  readonly admission?: ValidInput | "check" | undefined;
  /** Receives the error that a handler threw, for a caller in this process. */
  readonly failed?: (error: unknown) => void;
  /** Keeps answers and steps in place of the journal that the revision asks for. */
  readonly journal?: InputJournal | undefined;
}

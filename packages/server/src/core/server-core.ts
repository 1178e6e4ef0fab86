import type {
  AuthProvider,
  Backplane,
  Clock,
  JsonObject,
  JsonRpcRequest,
  Random,
  Revision,
  TaskOperator,
  Telemetry,
} from "@mortise/protocol";
import type { Catalogue } from "../catalogue/catalogue.ts";
import type { Cluster } from "../cluster/cluster.ts";
import type { Mask, ServerLog } from "../log/mask.ts";
import type { Caller, ContextSource } from "../request/caller.ts";
import type { Answer } from "../result/answer.ts";
import type { Identity } from "../result/identity.ts";
import type { StoredResult } from "../result/stored-result.ts";
import type { StateSealer } from "../state/state-sealer.ts";
import type { Subscriptions } from "../subscription/subscriptions.ts";

/** A server as the engine sees it: what it offers, and what its requests share. */
export interface ServerCore {
  readonly catalogue: Catalogue;
  readonly subscriptions: Subscriptions;
  /** The server's name and version, as modern results repeat them. */
  readonly identity: Identity;
  /** Milliseconds that a handler without a timeout of its own may take. */
  readonly timeout: number;
  /** Gives the time to everything below. */
  readonly clock: Clock;
  /** Makes ids, keys and nonces. */
  readonly random: Random;
  readonly mask: Mask;
  readonly log: ServerLog;
  /** Seals what handlers must remember between the rounds of one request. */
  readonly sealer: StateSealer;
  /** Authenticates HTTP requests; `undefined` if every request is served. */
  readonly auth: AuthProvider | undefined;
  /** Runs middleware around requests; `undefined` if there is none. */
  readonly pipeline: RequestPipeline | undefined;
  /** The methods and subscriptions that extensions add. */
  readonly extensions: ExtensionMethods;
  /** Observes requests at endpoints that have no telemetry of their own. */
  readonly telemetry: Telemetry | undefined;
  /** The state that this server shares with its other instances. */
  readonly backplane: Backplane;
  /** Returns whether a backplane was joined or needed before. */
  readonly hasBackplane: boolean;
  /** The other instances, reached over the backplane. */
  readonly cluster: Cluster;
  /** The stored result of `server/discover`. */
  discover(): StoredResult;
  /** The parts of an `initialize` result that the server decides. */
  initializeResult(hasSession: boolean, revision: Revision): object;
  /**
   * Begins the work of extensions, when the server is first served over `transport`.
   *
   * @throws MortiseError `INVALID_DEFINITION` for a tool that needs an extension which the server lacks.
   */
  served(transport: string): void;
  /** Has the server's `close` call and await `close`, until the returned function is called. */
  onClose(close: () => Promise<void> | void): () => void;
}

/** Answers a request once middleware has let it through. */
export type Work = (request: JsonRpcRequest) => Answer | Promise<Answer>;

/** The middleware of a server. */
export interface RequestPipeline {
  /** Answers a request by `work`, inside the middleware for its method. */
  run(
    core: ServerCore,
    request: JsonRpcRequest,
    caller: Caller,
    work: Work,
  ): Answer | Promise<Answer>;
}

/** The methods and subscriptions of extensions. */
export interface ExtensionMethods extends ContextSource {
  /** The settings of each extension, as capabilities declare them. */
  readonly declared: { readonly [id: string]: JsonObject };
  /** Gives the tasks of all owners; `undefined` without an extension that has tasks. */
  readonly taskOperator: (() => Promise<TaskOperator>) | undefined;
  /** The capabilities that extensions add to those of `initialize` in a revision. */
  capabilitiesOf(revision: Revision): JsonObject;
  has(method: string): boolean;
  /** The parameter that the header `Mcp-Name` repeats for an extension's method. */
  namedParameter(method: string): string | undefined;
  /** Answers a request for an extension's method; `undefined` if no extension has it. */
  answer(core: ServerCore, request: JsonRpcRequest, caller: Caller): Promise<Answer> | undefined;
  /**
   * Opens the reports of extensions on the stream of a `subscriptions/listen`; `undefined` if the
   * request asks for none.
   */
  listen(request: JsonRpcRequest, caller: Caller): Promise<ExtensionReports> | undefined;
}

/** The reports of extensions on one stream. */
export interface ExtensionReports {
  /** The members that extensions add to the acknowledged filter. */
  readonly honored: JsonObject;
  /** Sends the notifications that waited for the acknowledgement. */
  begin(): void;
  close(): void;
}

import type { Clock, Duration, Environment } from "@mortise/protocol";
import type { Conversation, ConversationData } from "../conversation/conversation.ts";
import type { PrefixOption } from "../dialect/tool-name.ts";
import type { AgentEvent } from "../event/agent-event.ts";
import type { LimitOptions } from "../loop/limits.ts";
import type { ModelOption } from "../model/model-option.ts";
import type { ApproveOption } from "../question/approval-policy.ts";
import type { ServerConnection } from "../server/server-connection.ts";
import type { ConnectFunction } from "../server/server-set.ts";
import type { ServerSettings } from "../server/server-settings.ts";

/** Settings of an agent; `T` is what its `connect` can reach. */
export interface AgentOptions<T> {
  /**
   * Which model to use. Default `'auto'`: found by key, then on this machine, then the offline
   * planner.
   */
  readonly model?: ModelOption;
  /**
   * The servers by name: clients, which stay open, or targets, which the agent connects to and
   * closes, each also with settings of its own: `{ url, headers, auth, timeout }`.
   */
  readonly servers: Readonly<Record<string, ServerConnection | T | ServerSettings<T>>>;
  /** Connects to a target. Default: `connect` of `@mortise/client`. */
  readonly connect?: ConnectFunction<T>;
  /** The purpose of the agent, and the form of its answers. */
  readonly instructions?: string;
  /** Which calls need approval. Default `'writes'`: all that are not marked read-only. */
  readonly approve?: ApproveOption;
  /** How much one run may use. */
  readonly limits?: LimitOptions;
  /** The conversation to continue, as an object or as it was saved. Default: a new one. */
  readonly conversation?: Conversation | ConversationData;
  /**
   * Lets servers that the agent connects to use its model, after approval of each request. Default
   * `false`.
   */
  readonly sampling?: boolean;
  /** How many tools run at once. Default 4. */
  readonly maxParallel?: number;
  /**
   * How long the other results of a step wait for a call that became a task, before the model goes on without it
   * and may ask for its result later. A step of tasks alone waits for them. Default 10 s.
   */
  readonly taskWait?: Duration;
  /** When tools bear their server's name. Default `'collision'`. */
  readonly prefix?: PrefixOption;
  /** Above how many tools the model searches for them. Default 30. */
  readonly searchAbove?: number;
  /** Called with every event, before the run's reader gets it. */
  readonly onEvent?: (event: AgentEvent) => void;
  /** Environment variables. Default: the platform's. */
  readonly environment?: Environment;
  /** Makes the requests to models. Default: the platform's. */
  readonly fetch?: typeof globalThis.fetch;
  /** Whether model servers on this machine are looked for. Default `true`. */
  readonly localModels?: boolean;
  /** The clock of the agent and of the connections that it opens. Default: the platform's. */
  readonly clock?: Clock;
}

import type { Environment } from "@mortise/protocol";
import type { Session, SessionData } from "../conversation/conversation.ts";
import type { AgentEvent } from "../event/agent-event.ts";
import type { LimitOptions } from "../loop/limits.ts";
import type { ModelOption } from "../model/model-option.ts";
import type { ApproveOption } from "../question/approval-policy.ts";
import type { ServerConnection } from "../server/server-connection.ts";
import type { ConnectFunction } from "../server/server-set.ts";
import type { Clock } from "../time/wait.ts";
import type { PrefixOption } from "../tool/tool-name.ts";

/** Settings of an agent; `T` is what its `connect` can reach. */
export interface AgentOptions<T> {
  /** Which model to use. Default `'auto'`: found by key, then on this machine, then the offline planner. */
  model?: ModelOption;
  /** The servers by name: clients, which stay open, or targets, which the agent connects to and closes. */
  servers: Readonly<Record<string, ServerConnection | T>>;
  /** Connects to a target. Default: `connect` of `@mortise/client`. */
  connect?: ConnectFunction<T>;
  /** What the agent is for and how it should answer. */
  instructions?: string;
  /** Which calls somebody must approve. Default `'writes'`: all that are not marked read-only. */
  approve?: ApproveOption;
  /** How much one run may use. */
  limits?: LimitOptions;
  /** The conversation to continue, as a session or as it was saved. */
  session?: Session | SessionData;
  /** Lets servers that the agent connects to use its model, after approval of each request. Default `false`. */
  sampling?: boolean;
  /** How many tools run at once. Default 4. */
  maxParallel?: number;
  /** When tools bear their server's name. Default `'collision'`. */
  prefix?: PrefixOption;
  /** Above how many tools the model searches for them. Default 30. */
  searchAbove?: number;
  /** Sees every event, before whoever reads the run. */
  onEvent?: (event: AgentEvent) => void;
  /** Environment variables. Default: the platform's. */
  environment?: Environment;
  /** Makes the requests to models. Default: the platform's. */
  fetch?: typeof globalThis.fetch;
  /** Looks for model servers on this machine. Default `true`. */
  local?: boolean;
  /** Default: the platform's. */
  clock?: Clock;
}

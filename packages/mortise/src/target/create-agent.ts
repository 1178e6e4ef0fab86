import type { Agent, AgentOptions } from "@mortise/agent";
import { createAgent as createPortableAgent } from "@mortise/agent";
import type { NodeTarget } from "@mortise/node";
import { connect } from "@mortise/node";

/**
 * Creates an agent, as `createAgent` of `@mortise/agent` does; its servers may also be processes:
 * `{ command, args }`.
 */
export function createAgent(options: AgentOptions<NodeTarget>): Agent {
  return createPortableAgent<NodeTarget>({ connect, ...options });
}

import type { LanguageModel } from "mortise/agent";
import { createAgent } from "mortise/agent";
import server from "./server.ts";

/**
 * The agent of the support team. Servers may also be commands, `{ command, args }`, and URLs. Default of
 * `model`: the one of the API key in the environment; without a key, rules choose the tools.
 */
export function createSupportAgent(options: { readonly model?: LanguageModel } = {}) {
  return createAgent({
    servers: { customers: server },
    instructions: "You are a support agent. Answer from the tools, in one sentence.",
    ...options,
  });
}

// #region agent

import { createAgent } from "mortise/agent";
import { agentSettings, callThenAnswer, startFakeProvider } from "mortise/testing";
import { expect, test } from "vitest";
import { shop } from "./shop.ts";

test("the agent reads the order before it answers", async () => {
  await using provider = await startFakeProvider({
    script: callThenAnswer(
      [{ name: "get_order", args: { order_id: "O-7" } }],
      ([order = "{}"]) => `Your order is ${JSON.parse(order).status}.`,
    ),
  });
  await using agent = createAgent({
    ...agentSettings("anthropic-messages", provider.url),
    servers: { shop },
    instructions: "Answer in one sentence.",
  });

  const { text } = await agent.ask("Where is O-7?");

  expect(text).toBe("Your order is shipped.");
  expect(provider.requests[0]?.modelRequest?.system).toContain("Answer in one sentence.");
});
// #endregion

// #region fault
test("a rate limit is waited for", async () => {
  await using provider = await startFakeProvider({ script: () => ({ text: "Hello." }) });
  provider.fail({ kind: "rate-limit", retryAfterMs: 5 });
  await using agent = createAgent({
    ...agentSettings("openai-responses", provider.url),
    servers: { shop },
  });

  expect((await agent.ask("Hi")).text).toBe("Hello.");
  expect(provider.requests).toHaveLength(2);
});
// #endregion

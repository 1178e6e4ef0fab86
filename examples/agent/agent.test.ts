import { scriptedModel } from "mortise/testing";
import { expect, test } from "vitest";
import { createSupportAgent } from "./support-agent.ts";

test("the agent looks the customer up before it answers", async () => {
  const model = scriptedModel([
    { calls: [{ name: "get_customer", args: { customer_id: "C-1042" } }] },
    { after: "active", text: "C-1042 is active." },
  ]);
  await using agent = createSupportAgent({ model });

  const { text } = await agent.ask("What is the status of customer C-1042?");

  expect(text).toBe("C-1042 is active.");
  model.assertFinished();
});

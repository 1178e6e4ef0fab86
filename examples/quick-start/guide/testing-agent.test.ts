// #region script
import { createAgent } from "mortise/agent";
import { createFakeClock, scriptedModel } from "mortise/testing";
import { expect, test } from "vitest";
import { shop } from "./shop.ts";

test("the agent reads the order before it answers", async () => {
  const model = scriptedModel([
    { calls: [{ name: "get_order", args: { order_id: "O-7" } }] },
    { after: "shipped", text: "Your order is on its way." },
  ]);
  await using agent = createAgent({ model, servers: { shop }, instructions: "Be brief." });

  const { text } = await agent.ask("Where is O-7?");

  expect(text).toBe("Your order is on its way.");
  expect(model.requests[0]?.system).toContain("Be brief.");
  model.assertFinished();
});
// #endregion

// #region refused
test("a refund waits for the user, and is refused", async () => {
  const model = scriptedModel([
    { calls: [{ name: "refund_order", args: { order_id: "O-7", amount: 5 } }] },
    { after: "the user did not approve it", text: "I did not pay it back." },
  ]);
  await using agent = createAgent({ model, servers: { shop } });

  for await (const event of agent.run("Refund 5 for O-7")) {
    if (event.type === "approval-request") event.answer(false);
  }

  model.assertFinished();
});
// #endregion

// #region clock
test("a rate limit is waited for, in no time", async () => {
  const clock = createFakeClock();
  const model = scriptedModel([{ error: new Error("rate limit") }, { text: "Hello." }]);
  await using agent = createAgent({ model, servers: { shop }, clock });

  const asked = agent.ask("Hi");
  await clock.waitFor("1s"); // the agent has come to its waiting
  await clock.advance("1s");

  expect((await asked).text).toBe("Hello.");
});
// #endregion

// #region prompts

import { createServer } from "mortise";
import { z } from "zod";
// #endregion

import assert from "node:assert/strict";
import { connect, ProtocolError } from "mortise";

const tickets = ["T-1", "T-2", "T-30"];

// #region prompts
const server = createServer({ name: "tickets", version: "1.0.0" })
  .prompt("stand_up", { description: "Ask for the day's plan." }, () => "What is open today?")
  .prompt(
    "summarize_ticket",
    {
      description: "Summarize a ticket for an audience.",
      input: z.object({
        ticket_id: z.string(),
        audience: z.enum(["customer", "engineer"]).default("customer"),
        words: z.number().max(300).default(80),
      }),
      complete: { ticket_id: (value) => tickets.filter((id) => id.startsWith(value)) },
    },
    ({ ticket_id, audience, words }) => [
      { role: "user", content: `Summarize ${ticket_id} for a ${audience} in ${words} words.` },
      { role: "assistant", content: "I shall read the ticket first." },
    ],
  );
// #endregion

await using client = await connect(server);
const { messages } = await client.getPrompt("summarize_ticket", { ticket_id: "T-1", words: 20 });
assert.deepEqual(messages[0], {
  role: "user",
  content: { type: "text", text: "Summarize T-1 for a customer in 20 words." },
});
assert.equal((await client.getPrompt("stand_up")).messages.length, 1);
const reference = { prompt: "summarize_ticket" };
assert.deepEqual((await client.complete(reference, { name: "ticket_id", value: "T-3" })).values, [
  "T-30",
]);
assert.deepEqual((await client.complete(reference, { name: "audience", value: "e" })).values, [
  "engineer",
]);
await using untyped = await connect<unknown>(server); // as for a server whose types are not known
await assert.rejects(untyped.getPrompt("summarize_ticket", {}), ProtocolError);

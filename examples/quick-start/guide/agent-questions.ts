// #region questions

import { createAgent } from "mortise/agent";
// #endregion

import assert from "node:assert/strict";
import { createServer } from "mortise";
import { agentSettings, callThenAnswer, startFakeProvider } from "mortise/testing";
import { z } from "zod";

const desk = createServer({ name: "desk", version: "1.0.0", instructions: "Be brief." })
  .tool("book", { description: "Book a table." }, async (_input, ctx) => {
    const schema = z.object({ guests: z.number().int() });
    const answer = await ctx.elicit("guests", { message: "How many guests?", schema });
    return answer.action === "accept" ? `Booked for ${answer.content.guests}` : "Not booked";
  })
  .prompt("greet", { input: z.object({ name: z.string() }) }, ({ name }) => `Greet ${name}.`);

await using provider = await startFakeProvider({
  script: callThenAnswer([{ name: "book", args: {} }], ([result = ""]) => result),
});
const settings = agentSettings("chat-completions", provider.url);
const texts: string[] = [];

// #region questions
await using agent = createAgent({ ...settings, servers: { desk }, approve: "never" });

for await (const event of agent.run("Book a table")) {
  if (event.type === "elicitation-request") {
    const { params } = event; // a message with a form's schema, or with a URL
    process.stdout.write(`${event.server} asks: ${params.message}\n`);
    event.answer({ action: "accept", content: { guests: 4 } });
  }
  if (event.type === "run-end") texts.push(event.text);
}
// #endregion
assert.deepEqual(texts, ["Booked for 4"]);

// #region prompt
const messages = await agent.usePrompt("desk", "greet", { name: "Ada" });
const { text } = await agent.ask(messages);
// #endregion
assert.ok(text);
assert.deepEqual(messages, [{ role: "user", content: [{ type: "text", text: "Greet Ada." }] }]);

import assert from "node:assert/strict";
import { connect, createServer } from "mortise";
import { z } from "zod";
import { assertQuoted } from "./page.ts";

const logged: string[] = [];
const name = z.object({ name: z.string() });
const log = ({ message }: { message: string }): void => void logged.push(message);
const server = createServer({ name: "wrong", version: "1.0.0", log })
  .tool("ask", { description: "Ask." }, (_input, ctx) =>
    ctx.elicit("details", { message: "Your name?", schema: name }),
  )
  .tool("nested", { description: "Ask too much." }, (_input, ctx) =>
    ctx.elicit("a", { message: "A?", schema: z.object({ a: z.object({ b: z.string() }) }) }),
  )
  .tool("twice", { description: "One key for two." }, (_input, ctx) =>
    Promise.all([
      ctx.elicit("name", { message: "Your name?", schema: name }),
      ctx.elicit("name", { message: "Your pet's name?", schema: name }),
    ]),
  )
  .tool("step", { description: "No JSON in a step." }, (_input, ctx) => ctx.step("a", () => 10n));

for (const revision of ["2026-07-28", "2025-11-25"] as const) {
  await using mute = await connect(server, { revision });
  const unable = await mute.callTool("ask").then(
    ({ text }) => String(JSON.parse(text).error),
    (error: Error) => error.message,
  );
  assertQuoted("asking.md", unable);

  await using careless = await connect(server, {
    revision,
    elicit: async () => ({ action: "accept", content: { name: 7 } }),
  });
  const refused = await careless.callTool("ask").then(
    ({ text }) => String(JSON.parse(text).error),
    (error: Error) => error.message,
  );
  assertQuoted("asking.md", refused);
}

await using client = await connect(server, { elicit: async () => ({ action: "cancel" }) });
for (const tool of ["nested", "twice", "step"] as const) {
  assert.match((await client.callTool(tool)).text, /internal error/);
  assertQuoted("asking.md", logged.at(-1)?.replace(/^.*?\): /, "") ?? "nothing was logged");
}
assert.throws(
  () => createServer({ name: "a", version: "1.0.0", state: { keys: ["short"] } }),
  (error: Error) => {
    assertQuoted("asking.md", error.message);
    return true;
  },
);

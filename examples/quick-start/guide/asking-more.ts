// #region url

import { createServer } from "mortise";
// #endregion

// #region handlers

import type { ConnectOptions } from "mortise";
import { connect } from "mortise";
// #endregion

import assert from "node:assert/strict";

// #region url
const mail = createServer({ name: "mail", version: "1.0.0" }).tool(
  "sign_in",
  { description: "Sign in to the mail service." },
  async (_input, ctx) => {
    const { action } = await ctx.elicitUrl("sign-in", {
      message: "Please sign in to your mail.",
      url: "https://mail.example.com/connect?state=8f2c",
    });
    return action === "accept" ? "Opened; call inbox when you are done." : "Not signed in.";
  },
);
// #endregion

// #region sample
const writer = createServer({ name: "writer", version: "1.0.0" }).tool(
  "title",
  { description: "Find a title." },
  async (_input, ctx) => {
    const { content } = await ctx.sample("title", {
      messages: [{ role: "user", content: { type: "text", text: "A title for a mail on tea" } }],
      maxTokens: 50,
    });
    return { title: content };
  },
);
// #endregion

// #region roots
const files = createServer({ name: "files", version: "1.0.0" }).tool(
  "folders",
  { description: "Which folders may be read." },
  async (_input, ctx) => {
    const roots = await ctx.roots();
    return { folders: roots.map(({ uri }) => uri) };
  },
);
// #endregion

// #region handlers
const answers: ConnectOptions = {
  elicit: async (question) => {
    if (question.mode === "url") return { action: "accept" }; // the user opened question.url
    return { action: "cancel" };
  },
  sample: async ({ messages }) => ({
    role: "assistant",
    model: "my-model",
    content: { type: "text", text: `A title for ${messages.length} message` },
  }),
  roots: () => [{ uri: "file:///home/ada/mail", name: "Mail" }],
};
await using client = await connect(mail, answers);
// #endregion
assert.match((await client.callTool("sign_in")).text, /^Opened/);

for (const revision of ["2026-07-28", "2025-11-25"] as const) {
  await using writing = await connect(writer, { revision, ...answers });
  assert.deepEqual((await writing.callTool("title")).structured, {
    title: { type: "text", text: "A title for 1 message" },
  });
  await using reading = await connect(files, { revision, ...answers });
  assert.deepEqual((await reading.callTool("folders")).structured, {
    folders: ["file:///home/ada/mail"],
  });
}

// #region keys
const fleet = createServer({
  name: "fleet",
  version: "1.0.0",
  state: { keys: [readSecret("STATE_KEY"), readSecret("OLD_STATE_KEY")], ttl: "15m" },
});
// #endregion

// #region once
const bank = createServer({ name: "bank", version: "1.0.0", state: { singleUse: true } });
// #endregion

function readSecret(name: string): string {
  return process.env[name] ?? `${name} is 32 characters or longer`;
}
assert.ok(fleet);
assert.ok(bank);

// #region auth

import type { ClientAuth } from "mortise";
import { connect } from "mortise";
// #endregion

// #region tap

import type { WireFrame } from "mortise";
// #endregion

import assert from "node:assert/strict";
import { createServer, listen } from "mortise";

let tokens = 0;
let accepted = "";
const fetchToken = async (): Promise<string> => {
  tokens += 1;
  accepted = `token-${tokens}`;
  return accepted;
};

const server = createServer({
  name: "orders",
  version: "1.0.0",
  auth: {
    authenticate: async ({ header }) =>
      header("authorization") === `Bearer ${accepted}` && accepted !== ""
        ? { principal: { id: "ann" } }
        : {
            status: 401,
            message: "A token is needed",
            headers: [["www-authenticate", "Bearer"]],
          },
  },
}).tool("whoami", { description: "The caller." }, (_input, { auth }) => auth?.id ?? "");
await using listening = await listen(server, { port: 0 });
const { url } = listening;

// #region auth
let token: string | undefined;
const auth: ClientAuth = {
  headers: () => (token === undefined ? {} : { authorization: `Bearer ${token}` }),
  onChallenge: async () => {
    token = await fetchToken(); // from your identity provider
    return "retry";
  },
  principal: () => "ann", // whose token it is: private results are kept for this account
};
await using client = await connect(url, { auth });
// #endregion
assert.equal((await client.callTool("whoami")).text, "ann");
accepted = "";
await Promise.all([client.callTool("whoami"), client.callTool("whoami")]);
assert.equal(tokens, 2);

// #region tap
const frames: WireFrame[] = [];
await using tapped = await connect(url, { auth, tap: (frame) => frames.push(frame) });
// #endregion
await tapped.callTool("whoami");
assert.ok(frames.some(({ kind }) => kind === "response-head"));
assert.ok(!JSON.stringify(frames).includes(accepted));

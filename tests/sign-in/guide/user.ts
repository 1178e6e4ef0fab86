// #region user

import { connect } from "mortise";
import { oauth } from "mortise/auth";
// #endregion

import assert from "node:assert/strict";
import { testAuth } from "@mortise/auth-server";
import { createServer, listen } from "mortise";
import { bearerAuth, MemoryTokenStore } from "mortise/auth";

await using authorization = await testAuth();
const server = createServer({
  name: "notes",
  version: "1.0.0",
  auth: bearerAuth({ issuer: authorization.issuer }),
})
  .tool("read", { description: "Reads a note" }, () => "milk")
  .tool("write", { description: "Writes a note", scopes: ["notes:write"] }, () => "written");
await using listening = await listen(server, { port: 0 });
const { url } = listening;
const store = new MemoryTokenStore();
/** A browser in which the user is signed in, and agrees. */
const openWindow = async (page: URL): Promise<boolean> => {
  const callback = await authorization.browse(page);
  void fetch(callback);
  return true;
};

// #region user
const auth = oauth({
  clientMetadata: { client_name: "Editor" }, // the name on the page of consent
  open: (page) => openWindow(page), // default: the browser of the operating system
  store, // default: encrypted files of this user
});
await using client = await connect(url, { auth });
await client.callTool("write"); // needs more scopes: the user is asked once more
// #endregion
assert.equal((await client.callTool("read")).text, "milk");
assert.equal((await client.callTool("write")).text, "written");
assert.equal(authorization.count("authorize"), 2);

// #region account
const account = await auth.account(url); // { issuer, clientId, scopes, expiresAt, … }
const isSignedOut = await auth.logout(url); // revoked at the server, and forgotten
// #endregion
assert.equal(account?.issuer, authorization.issuer);
assert.equal(isSignedOut, true);

// #region web

import { connect } from "mortise";
import { AuthError, oauth } from "mortise/auth";
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
}).tool("read", { description: "Reads a note" }, () => "milk");
await using listening = await listen(server, { port: 0 });
const { url } = listening;
const store = new MemoryTokenStore();

// #region web
/** The credentials of a user of the web application. */
function authOf(userId: string, sendTo: (page: URL) => void) {
  return oauth({
    profile: userId, // logins of other users are out of reach
    store, // shared by the instances of the application
    redirect: { uri: "https://app.example/callback", visit: sendTo },
  });
}

/** Answers a request of the user's browser. */
async function showNote(userId: string): Promise<string | URL> {
  let page: URL | undefined;
  const auth = authOf(userId, (url) => {
    page = url;
  });
  try {
    await using client = await connect(url, { auth });
    return (await client.callTool("read")).text;
  } catch (error) {
    if (!AuthError.is(error) || error.data.code !== "interaction_required") throw error;
    if (page === undefined) throw error;
    return page; // send the browser there
  }
}

/** Answers the request to https://app.example/callback. */
async function finish(userId: string, callback: string): Promise<void> {
  await authOf(userId, () => undefined).finishAuth(callback);
}
// #endregion
const page = await showNote("ann");
assert.ok(page instanceof URL);
const callback = await authorization.browse(page);
await assert.rejects(finish("bob", callback.href), /belongs to no login/);
await finish("ann", callback.href);
assert.equal(await showNote("ann"), "milk");

// #region enterprise

import { connect } from "mortise";
import { enterprise } from "mortise/auth";
// #endregion

import assert from "node:assert/strict";
import { testEnterprise } from "@mortise/auth-server";
import { createServer, listen } from "mortise";
import { bearerAuth } from "mortise/auth";

const resources: { resource: string; scopes: string[] }[] = [];
const mail = createServer({ name: "mail", version: "1.0.0" });
const wiki = createServer({ name: "wiki", version: "1.0.0" });
const urls = [await findUrl(mail), await findUrl(wiki)];
for (const resource of urls) resources.push({ resource, scopes: ["read"] });
await using company = await testEnterprise({ resources });
const { issuer } = company.resourceAs;
const started = await Promise.all(
  urls.map((resource) => {
    const server = createServer({
      name: "protected",
      version: "1.0.0",
      auth: bearerAuth({ issuer, resource }),
    }).tool("whoami", { description: "The caller" }, (_input, { auth }) => auth?.subject ?? "");
    return listen(server, { port: Number(new URL(resource).port) });
  }),
);
const [mailUrl = "", wikiUrl = ""] = urls;
const idpIssuer = company.idp.issuer;
const { idpClient, client: ownClient } = company;
const sso = { idToken: () => company.signIdToken("alice") };

// #region enterprise
const auth = enterprise({
  idp: { issuer: idpIssuer, id: idpClient.clientId, secret: idpClient.clientSecret },
  idToken: () => sso.idToken(), // of the one sign-in, fresh
  client: { id: ownClient.clientId, secret: ownClient.clientSecret },
});
await using first = await connect(mailUrl, { auth });
await using second = await connect(wikiUrl, { auth }); // no page, no consent
// #endregion
for (const client of [first, second]) {
  assert.equal((await client.callTool("whoami")).text, "alice");
}
assert.equal(company.idp.count("authorize"), 0);
await Promise.all(started.map((each) => each.close()));

/** Finds a free port, for a server whose URL must be known before it starts. */
async function findUrl(server: Parameters<typeof listen>[0]): Promise<string> {
  const listening = await listen(server, { port: 0 });
  const { url } = listening;
  await listening.close();
  return url;
}

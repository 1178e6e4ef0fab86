// #region unattended

import { readFile } from "node:fs/promises";
import { bearer, clientCredentials, workloadIdentity } from "mortise/auth";
// #endregion

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testAuth } from "@mortise/auth-server";
import { connect, createServer, listen } from "mortise";
import { bearerAuth } from "mortise/auth";

const secret = "a-secret-of-the-robot-a-secret-of-it";
await using authorization = await testAuth({
  clients: [
    {
      client_id: "robot",
      client_secret: secret,
      token_endpoint_auth_method: "client_secret_basic",
      grant_types: ["client_credentials"],
      redirect_uris: [],
      response_types: [],
    },
  ],
});
const server = createServer({
  name: "notes",
  version: "1.0.0",
  auth: bearerAuth({ issuer: authorization.issuer }),
}).tool("read", { description: "Reads a note" }, () => "milk");
await using listening = await listen(server, { port: 0 });
const { url } = listening;
const folder = await mkdtemp(join(tmpdir(), "workload-"));
const path = join(folder, "token");
await writeFile(path, "e30.e30.");
const token = await authorization.mint({ aud: url });

// #region unattended
// A program with a client of its own: a secret, or `key` with a private CryptoKey.
const robot = clientCredentials({ client: { id: "robot", secret } });

// A program with an identity of its platform, which renews the file.
const workload = workloadIdentity({ assertion: () => readFile(path, "utf8") });

// A token that comes by other means; a function is asked before each request.
const given = bearer(token);
// #endregion
for (const auth of [robot, given]) {
  await using client = await connect(url, { auth });
  assert.equal((await client.callTool("read")).text, "milk");
}
await assert.rejects(
  connect(url, { auth: workload }),
  /no JWT|unsupported_grant_type|answered 400/,
);
await rm(folder, { recursive: true });

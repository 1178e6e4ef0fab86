import { testAuth } from "@mortise/auth-server";
import { connect, listen } from "mortise";
import { bearer, bearerAuth } from "mortise/auth";
import "mortise/vitest";
import { expect, test } from "vitest";
import { createNotesServer } from "./create-notes-server.ts";

const SCOPES = ["notes:read", "notes:write"];

/** The server on a port, beside an authorization server for tests. */
async function start() {
  const issuer = await testAuth({ users: ["alice", "bob"] });
  const auth = bearerAuth({
    issuer: issuer.issuer,
    scopes: ["notes:read"],
    scopesSupported: ["notes:write"],
  });
  const listening = await listen(createNotesServer(auth), { port: 0 });
  const resource = listening.url;
  issuer.addResource({ resource, scopes: SCOPES, defaultScopes: ["notes:read"] });
  return {
    connectAs: async (sub: string, scopes: readonly string[]) =>
      connect(resource, { auth: bearer(await issuer.mint({ sub, scopes, aud: resource })) }),
    [Symbol.asyncDispose]: async () => {
      await listening.close();
      await issuer.stop();
    },
  };
}

test("each user has notes of their own", async () => {
  await using scene = await start();
  await using alice = await scene.connectAs("alice", SCOPES);
  await using bob = await scene.connectAs("bob", SCOPES);
  await alice.callTool("add_note", { text: "Buy milk" });

  expect(await alice.callTool("list_notes")).toHaveStructured({ notes: ["Buy milk"] });
  expect(await bob.callTool("list_notes")).toHaveStructured({ notes: [] });
});

test("writing needs its scope", async () => {
  await using scene = await start();
  await using reader = await scene.connectAs("alice", ["notes:read"]);
  await expect(reader.callTool("add_note", { text: "x" })).rejects.toThrow(/notes:write/);
});

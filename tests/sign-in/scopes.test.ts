import type { AuthenticatedCaller, BearerAuthOptions } from "@mortise/auth";
import { bearerAuth, oauth } from "@mortise/auth";
import { testAuth } from "@mortise/auth-server";
import type { AuthProvider } from "mortise";
import { connect, createServer, listen } from "mortise";
import { expect, test } from "vitest";
import { signedInUser } from "../fixture/auth/official-server.ts";

/** A provider whose options change while its server runs, as after a new release. */
function changing(first: BearerAuthOptions) {
  let current: AuthProvider<AuthenticatedCaller> = bearerAuth(first);
  const auth: AuthProvider<AuthenticatedCaller> = {
    authenticate: (request) => current.authenticate(request),
    challenge: (denial, request) =>
      current.challenge?.(denial, request) ?? { status: 403, message: "no" },
    routes: (endpoint) => current.routes?.(endpoint) ?? [],
  };
  const change = (next: BearerAuthOptions): void => {
    current = bearerAuth(next);
  };
  return { auth, change };
}

test("scopes that every request has come to need, and those of the tool, are one login", async () => {
  await using as = await testAuth();
  const { issuer, clock } = as;
  const { auth, change } = changing({ issuer, clock });
  const server = createServer({ name: "notes", version: "1.0.0", auth })
    .tool("read", { description: "Reads" }, () => "milk")
    .tool("write", { description: "Writes", scopes: ["write"] }, (_input, { auth: caller }) => ({
      scopes: caller?.scopes,
    }));
  await using listening = await listen(server, { port: 0 });
  const login = oauth({ userAgent: signedInUser(as), clock });
  await using client = await connect(listening.url, { auth: login });
  expect((await client.callTool("read")).text).toBe("milk");
  change({ issuer, clock, scopes: ["base"] });
  expect((await client.callTool("write")).structured).toEqual({
    scopes: expect.arrayContaining(["base", "write"]),
  });
  expect(as.count("authorize")).toBe(2);
});

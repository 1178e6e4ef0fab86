import { MemoryTokenStore, oauth } from "@mortise/auth";
import { testAuth } from "@mortise/auth-server";
import type { AuthProvider } from "@mortise/protocol";
import type { ClientAuthScene } from "@mortise/testing";
import { clientAuthCases } from "@mortise/testing";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { describe, onTestFinished, test } from "vitest";
import { signedInUser } from "../fixture/auth/official-server.ts";

const RESOURCE = "https://protected.example/mcp";

/** A login at a real authorization server, in the form that the cases ask for. */
async function openScene(): Promise<ClientAuthScene> {
  const denied = new Set<string>();
  const issued: string[] = [];
  const as = await testAuth({ resources: [RESOURCE], decide: ({ sub }) => !denied.has(sub) });
  onTestFinished(() => as.stop());
  const keys = createRemoteJWKSet(new URL(as.jwksUri));
  const provider: AuthProvider = {
    authenticate: async (request) => {
      const token = request.header("authorization")?.replace("Bearer ", "") ?? "";
      const currentDate = new Date(as.clock.now());
      try {
        const options = { issuer: as.issuer, audience: RESOURCE, currentDate };
        const { payload } = await jwtVerify(token, keys, options);
        return { principal: { id: String(payload.sub) } };
      } catch {
        const challenge = "Bearer";
        return { status: 401, message: "no", headers: [["WWW-Authenticate", challenge]] };
      }
    },
  };
  const metadata = { resource: RESOURCE, authorization_servers: [as.issuer] };
  const auth = oauth({
    userAgent: signedInUser(as),
    store: new MemoryTokenStore(as.clock),
    clock: as.clock,
    fetch: async (input, init) => {
      const { href, origin } = new URL(input instanceof Request ? input.url : input);
      if (href.includes("/.well-known/oauth-protected-resource")) return Response.json(metadata);
      if (origin !== as.issuer) return new Response(null, { status: 404 });
      const response = await fetch(input, init);
      if (href !== as.tokenEndpoint) return response;
      const body = (await response.clone().json()) as Readonly<Record<string, unknown>>;
      for (const name of ["access_token", "refresh_token"]) {
        if (name === "access_token" && typeof body[name] === "string") issued.push(body[name]);
      }
      return response;
    },
  });
  return {
    auth,
    provider,
    revoke: () => as.expire(),
    deny: async () => {
      denied.add("alice");
      await as.expire({ refresh: true });
    },
    issued: () => issued,
  };
}

describe("oauth() at a real authorization server", () => {
  test.each(clientAuthCases)("$name", ({ run }) => run({ open: openScene }));
});

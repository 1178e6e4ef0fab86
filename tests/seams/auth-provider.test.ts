import { createHash, timingSafeEqual } from "node:crypto";
import type { AuthProvider } from "@mortise/protocol";
import { authProviderCases } from "@mortise/testing";
import { connect, createServer, listen } from "mortise";
import { expect, test } from "vitest";

const METADATA = "/.well-known/oauth-protected-resource/mcp";
const TOKEN = "a-token-that-only-ann-has";
const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/** A provider with the parts that OAuth needs: challenges, metadata, scopes and a nonce. */
const provider: AuthProvider = {
  authenticate: async ({ headerValues, url }) => {
    const [value = "", ...more] = headerValues("authorization");
    if (more.length > 0) return { status: 400, message: "Send one Authorization header" };
    const token = /^Bearer ([\w.~+/-]+=*)$/.exec(value)?.[1] ?? "";
    if (timingSafeEqual(digest(token), digest(TOKEN))) {
      const principal = { id: "https://login.example#ann", scopes: ["orders:read"] };
      return { principal, headers: [["dpop-nonce", "next"]] };
    }
    const metadata = new URL(METADATA, url).href;
    const challenge = `Bearer resource_metadata="${metadata}"`;
    return { status: 401, message: "Send a token", headers: [["www-authenticate", challenge]] };
  },
  challenge: ({ scopes }) => {
    if (scopes.length === 0) return { status: 403, message: "Not for this caller" };
    const challenge = `Bearer error="insufficient_scope", scope="${scopes.join(" ")}"`;
    const headers = [["www-authenticate", challenge]] as const;
    return { status: 403, message: "More scopes are needed", headers };
  },
  routes: ({ path }) => [
    {
      path: `/.well-known/oauth-protected-resource${path ?? ""}`,
      methods: ["GET"],
      isPublic: true,
      handle: ({ url }) => Response.json({ resource: new URL(path ?? "/", url).href }),
    },
  ],
};

test.each(authProviderCases)("$name", ({ run }) =>
  run({
    provider,
    accepted: { authorization: `Bearer ${TOKEN}` },
    refused: { authorization: "Bearer some-other-token-of-that-form" },
    secret: TOKEN,
  }),
);

test.each(["2026-07-28", "2025-11-25"] as const)(
  "a client of %s follows metadata, is challenged for a tool, and is served",
  async (revision) => {
    const server = createServer({ name: "shop", version: "1", auth: provider })
      .tool("list", { description: "Lists", scopes: ["orders:read"] }, () => ({ orders: ["A-1"] }))
      .tool("refund", { description: "Refunds", scopes: ["orders:write"] }, () => "done");
    await using listening = await listen(server, { port: 0 });
    const refused = await fetch(listening.url, { method: "POST" });
    const [, metadata = ""] =
      /="([^"]+)"/.exec(refused.headers.get("www-authenticate") ?? "") ?? [];
    expect(await (await fetch(metadata)).json()).toEqual({ resource: listening.url });

    const headers = { authorization: `Bearer ${TOKEN}` };
    await using client = await connect(listening.url, { headers, revision });
    expect((await client.callTool("list")).structured).toEqual({ orders: ["A-1"] });
    await expect(client.callTool("refund")).rejects.toMatchObject({
      data: { status: 403, challenge: expect.stringContaining('scope="orders:write"') },
    });
  },
);

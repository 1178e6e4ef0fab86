import { describe, expect, test } from "vitest";
import type { Scene } from "./fixture/scene.ts";
import { ISSUER, startBridge } from "./fixture/scene.ts";

const CLIENT_ID = "https://app.example/client.json";

/** A bridge that finds the metadata document of one client. */
async function startWithDocument(redirectUris: readonly string[]): Promise<Scene> {
  return await startBridge({
    fetch: async () =>
      Response.json({
        client_id: CLIENT_ID,
        client_name: "App",
        redirect_uris: redirectUris,
        token_endpoint_auth_method: "none",
      }),
  });
}

describe("a client that is known by its document", () => {
  test.each([
    ["a page of another origin", "https://claude.ai/api/mcp/auth_callback", undefined],
    ["any port of localhost", "http://localhost/callback", "http://localhost:51004/callback"],
    ["any port of 127.0.0.1", "http://127.0.0.1/callback", "http://127.0.0.1:51004/callback"],
  ])("may come back to %s", async (_name, registered, asked = registered) => {
    const scene = await startWithDocument([registered]);
    const { url } = await scene.begin(CLIENT_ID, { redirect_uri: asked });
    const browser = scene.browse();
    expect((await browser.open(url)).status).toBe(200);
    const { url: callback } = await browser.submit({ decision: "allow" });
    expect(callback.href).toMatch(asked);
    expect(callback.searchParams.get("iss")).toBe(ISSUER);
    expect(callback.searchParams.has("code")).toBe(true);
  });

  test.each([
    ["a public host without TLS", "http://public.example/callback", undefined],
    ["the bridge itself", `${ISSUER}/oauth/callback`, undefined],
    [
      "a place that it does not list",
      "https://claude.ai/api/mcp/auth_callback",
      "https://app.example/cb",
    ],
    ["another path of localhost", "http://localhost/callback", "http://localhost:51004/other"],
  ])("may not come back to %s", async (_name, registered, asked = registered) => {
    const scene = await startWithDocument([registered]);
    const { url } = await scene.begin(CLIENT_ID, { redirect_uri: asked });
    const page = await scene.browse().open(url);
    expect([page.status, page.url.origin]).toEqual([400, ISSUER]);
  });
});

describe("a registration", () => {
  test("needs nothing but a redirect URI, and makes a client without a secret", async () => {
    const scene = await startBridge();
    const answer = await scene.register({ client_name: undefined, grant_types: undefined });
    expect(answer).toMatchObject({ token_endpoint_auth_method: "none" });
    expect(answer).not.toHaveProperty("client_secret");
  });

  // As mcp-use 1.34 sends it.
  test("may have empty and null members, which count as left out", async () => {
    const scene = await startBridge();
    const empty = { client_uri: "", logo_uri: "", policy_uri: null, scope: "", contacts: [] };
    const answer = await scene.register(empty);
    expect(answer).toHaveProperty("client_id");
    for (const member of Object.keys(empty)) expect(answer[member] ?? []).toEqual([]);
    expect(await scene.register({ client_uri: "not a URL" })).toMatchObject({
      error: "invalid_client_metadata",
    });
  });

  test("with a scope that is not known here is narrowed, or refused as RFC 7591 says", async () => {
    const scene = await startBridge();
    const answer = await scene.register({ scope: "read openid nonsense" });
    if ("error" in answer) expect(answer["error"]).toBe("invalid_client_metadata");
    else expect(String(answer["scope"])).not.toContain("nonsense");
  });

  test("with a smaller scope does not limit what is asked for later", async () => {
    const scene = await startBridge();
    const { client_id: clientId } = await scene.register({ scope: "read" });
    const { url, verifier } = await scene.begin(clientId, { scope: "read write offline_access" });
    const browser = scene.browse();
    await browser.open(url);
    const { url: callback } = await browser.submit({ decision: "allow" });
    const tokens = await scene.redeem(clientId, callback, verifier);
    expect(String(tokens["scope"]).split(" ")).toEqual(expect.arrayContaining(["read", "write"]));
    expect(tokens).toHaveProperty("refresh_token");
  });

  test("that is forgotten is invalid_client with 401, and its page sends no browser on", async () => {
    const scene = await startBridge();
    const { url } = await scene.begin("forgotten");
    const page = await scene.browse().open(url);
    expect([page.status, page.url.origin]).toEqual([400, ISSUER]);
    const answer = await scene.post("/oauth/token", {
      grant_type: "refresh_token",
      client_id: "forgotten",
      refresh_token: "any",
    });
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ error: "invalid_client" });
  });
});

test("a login without a resource is for the bridge's own server, and for another is invalid_target", async () => {
  const scene = await startBridge();
  const { client_id: clientId } = await scene.register();
  const { url, verifier } = await scene.begin(clientId);
  url.searchParams.delete("resource");
  const browser = scene.browse();
  await browser.open(url);
  const { url: callback } = await browser.submit({ decision: "allow" });
  const tokens = await scene.redeem(clientId, callback, verifier);
  const [, claims = ""] = String(tokens["access_token"]).split(".");
  expect(JSON.parse(atob(claims.replaceAll("-", "+").replaceAll("_", "/")))).toMatchObject({
    aud: "https://mcp.example/mcp",
  });
  const other = await scene.begin(clientId, { resource: "https://other.example/mcp" });
  const refused = await scene.browse().open(other.url);
  expect(refused.url.searchParams.get("error")).toBe("invalid_target");
  expect(refused.url.searchParams.get("iss")).toBe(ISSUER);
});

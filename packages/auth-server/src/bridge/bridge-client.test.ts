import { describe, expect, test } from "vitest";
import type { Scene } from "./fixture/scene.ts";
import { ISSUER, startBridge, URL_OF_MCP } from "./fixture/scene.ts";

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

  test.each([
    ["Copilot Studio", ["https://global.consent.azure-apim.net/redirect/cr938-5fshop-5f43bcb8573"]],
    [
      "Gemini",
      ["https://oauth-redirect.googleusercontent.com/r/user_bound_custom-mcp-1-mcp_example"],
    ],
    [
      "Grok",
      [
        "https://grok.com/connectors-oauth-exchange-code/",
        "https://console.x.ai/connectors-oauth-exchange-code/",
      ],
    ],
    ["Perplexity", ["https://www.perplexity.ai/rest/connections/oauth_callback"]],
    ["Le Chat", ["https://callback.mistral.ai/v1/integrations_auth/oauth2_callback"]],
    [
      "Cursor and Grok Bot",
      [
        "cursor://anysphere.cursor-mcp/oauth/callback",
        "https://www.cursor.com/agents/mcp/oauth/callback",
        "http://localhost:8787/callback",
      ],
    ],
    [
      "Visual Studio Code",
      [
        "https://insiders.vscode.dev/redirect",
        "https://vscode.dev/redirect",
        "http://127.0.0.1/",
        "http://127.0.0.1:33418/",
      ],
    ],
    ["GitHub Copilot CLI", ["http://127.0.0.1:56679/"]],
  ])(
    "of %s is taken with every address that it sends (Teamwork/mcp#67, makeplane/plane-mcp-server#230, koala73/worldmonitor#8307, soflyy/agent-connector-for-wp#111)",
    async (_host, uris) => {
      const scene = await startBridge();
      expect(await scene.register({ redirect_uris: uris })).toMatchObject({ redirect_uris: uris });
      expect(scene.log).toEqual([]);
    },
  );

  test.each([
    "https://global.consent.azure-apim.net.evil.example/redirect/x",
    "https://global.consent.azure-apim.net/other/x",
    "https://oauth-redirect.googleusercontent.com/r/another-project",
    "https://grok.com/connectors-oauth-exchange-code/?to=https://evil.example",
    "https://perplexity.ai/rest/connections/oauth_callback",
    "unknown-app://callback",
  ])(
    "with %s is refused, and client and operator read why (danielealbano/android-remote-control-mcp#166)",
    async (uri) => {
      const scene = await startBridge();
      const answer = await scene.register({ redirect_uris: [uri] });
      expect(answer).toMatchObject({
        error: "invalid_redirect_uri",
        error_description: expect.stringContaining("the operator can name it in redirectUris"),
      });
      expect(scene.log).toEqual([expect.stringContaining(uri)]);
    },
  );

  test("with grants that OAuth 2.1 no longer has gets the others, and says so (InsForge/insforge-mcp#104)", async () => {
    const scene = await startBridge();
    const grants = ["authorization_code", "implicit", "refresh_token", "password"];
    expect(
      await scene.register({ grant_types: grants, response_types: ["code", "token"] }),
    ).toMatchObject({
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
    });
    expect(await scene.register({ response_types: [] })).toMatchObject({
      grant_types: ["authorization_code", "refresh_token"],
    });
    expect(await scene.register({ grant_types: ["implicit"] })).toHaveProperty("error");
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

/** Signs a new client in, and returns its id, its tokens and the page. */
async function signIn(scene: Scene, more: Record<string, string>) {
  const { client_id: clientId } = await scene.register();
  const { url, verifier } = await scene.begin(clientId, more);
  const browser = scene.browse();
  const page = await browser.open(url);
  const { url: callback } = await browser.submit({ decision: "allow" });
  const { resource } = more;
  const tokens = await scene.redeem(clientId, callback, verifier, resource ? { resource } : {});
  return { clientId, page, tokens };
}

test.each([
  ["claudeai", "read write"],
  ["nonsense read claudeai", "read"],
])(
  "a login with the scopes %j, of which some are not known here, gets %j (anthropics/claude-ai-mcp#124)",
  async (scope, granted) => {
    const { page, tokens } = await signIn(await startBridge(), { scope });
    expect(tokens).toMatchObject({ scope: granted });
    expect(page.text).not.toContain("claudeai");
  },
);

test("a client that asks for offline access without a prompt may repeat it in a refresh (anomalyco/opencode#50519)", async () => {
  const scene = await startBridge();
  const scope = "read offline_access";
  const { clientId, page, tokens } = await signIn(scene, { scope });
  expect(page.text).toContain("keep this access while you are away");
  const answer = await scene.post("/oauth/token", {
    grant_type: "refresh_token",
    client_id: String(clientId),
    refresh_token: String(tokens["refresh_token"]),
    scope,
  });
  expect([answer.status, await answer.json()]).toEqual([
    200,
    expect.objectContaining({ scope: "read" }),
  ]);
});

test.each(["https://MCP.example/mcp", "https://mcp.example:443/mcp", "https://mcp.example/mcp/"])(
  "a login for %s is for the server, whose tokens have the one audience",
  async (resource) => {
    const { tokens } = await signIn(await startBridge(), { resource });
    const [, claims = ""] = String(tokens["access_token"]).split(".");
    expect(JSON.parse(Buffer.from(claims, "base64url").toString())).toMatchObject({
      aud: URL_OF_MCP,
    });
  },
);

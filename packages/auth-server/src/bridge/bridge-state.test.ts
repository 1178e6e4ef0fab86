import { systemRandom } from "@mortise/protocol";
import { createFakeClock } from "@mortise/protocol/test-kit";
import { decodeJwt } from "jose";
import { describe, expect, onTestFinished, test } from "vitest";
import { MemoryRecordStore } from "../record/memory-record-store.ts";
import { Sealer } from "../record/sealer.ts";
import { testAuth } from "../test-auth/test-auth.ts";
import type { Upstream, UpstreamTokens } from "../upstream/upstream.ts";
import { UpstreamRefusal } from "../upstream/upstream.ts";
import { ISSUER, login, startBridge, URL_OF_MCP } from "./fixture/scene.ts";
import { KeyRing } from "./key-ring.ts";
import { Vault } from "./vault.ts";

const DAY_MS = 86_400_000;
const USER = { issuer: "https://id.example", subject: "ann", name: "Ann" };
const SUBJECT = "https://id.example#ann";

function createState() {
  const clock = createFakeClock();
  const sealer = new Sealer(["s".repeat(32)], systemRandom);
  return { clock, sealer, random: systemRandom, store: new MemoryRecordStore({ clock }) };
}

describe("signing keys", () => {
  test("a new key is published for a day before it signs, and an old one for two days after", async () => {
    const state = createState();
    const ring = new KeyRing(state);
    const names = async () => (await ring.load()).map(({ kid }) => kid);
    const [first = ""] = await names();
    await state.clock.advance(30 * DAY_MS - 1);
    expect(await names()).toEqual([first]);
    await state.clock.advance(1);
    const [signer, second = ""] = await names();
    expect(signer).toBe(first);
    await state.clock.advance(DAY_MS);
    expect(await names()).toEqual([second, first]);
    await state.clock.advance(2 * DAY_MS);
    expect(await names()).toEqual([second]);
  });

  test("instances that start together have the same keys", async () => {
    const state = createState();
    const rings = await Promise.all(Array.from({ length: 4 }, () => new KeyRing(state).load()));
    expect(new Set(rings.map((keys) => keys.map(({ kid }) => kid).join())).size).toBe(1);
  });
});

describe("tokens of the identity provider", () => {
  function createVaults(refresh: (token: string) => Promise<UpstreamTokens>) {
    const state = createState();
    const upstream: Upstream = {
      name: "Corp",
      authorizationUrl: () => Promise.reject(new Error("not asked here")),
      redeem: () => Promise.reject(new Error("not asked here")),
      refresh,
    };
    const make = () => new Vault({ ...state, upstream, ttlMs: 30 * DAY_MS, log: () => undefined });
    const put = (vault: Vault) =>
      vault.put({
        user: USER,
        tokens: {
          accessToken: "old",
          refreshToken: "r1",
          expiresAt: state.clock.now() + 300_000,
          scopes: [],
        },
      });
    return { ...state, vaults: [make(), make()] as const, put };
  }

  test("one is renewed once for all callers on all instances, with the new refresh token next time", async () => {
    const asked: string[] = [];
    const { clock, vaults, put } = createVaults(async (token) => {
      asked.push(token);
      const expiresAt = clock.now() + 300_000;
      return { accessToken: `new ${asked.length}`, refreshToken: "r2", expiresAt, scopes: [] };
    });
    await put(vaults[0]);
    expect((await vaults[1].accessOf(SUBJECT)).accessToken).toBe("old");
    await clock.advance(241_000);
    const all = [...vaults, ...vaults].map((vault) => vault.accessOf(SUBJECT));
    await clock.waitFor(100);
    await clock.advance(100);
    const tokens = await Promise.all(all);
    expect(new Set(tokens.map(({ accessToken }) => accessToken))).toEqual(new Set(["new 1"]));
    await clock.advance(300_000);
    await vaults[0].accessOf(SUBJECT);
    expect(asked).toEqual(["r1", "r2"]);
  });

  test("an outage leaves the login as it is; only invalid_grant ends it", async () => {
    const answers: Error[] = [
      new Error("connect ECONNREFUSED"),
      new UpstreamRefusal("invalid_client", "Corp refused"),
      new UpstreamRefusal("invalid_grant", "Corp refused"),
    ];
    const asked: string[] = [];
    const { clock, vaults, put } = createVaults((token) => {
      asked.push(token);
      return Promise.reject(answers.shift());
    });
    await put(vaults[0]);
    await clock.advance(300_000);
    await expect(vaults[0].accessOf(SUBJECT)).rejects.toMatchObject({ code: "CONNECTION_FAILED" });
    const refused = { code: "AUTHORIZATION_FAILED", data: { hint: expect.any(String) } };
    await expect(vaults[0].accessOf(SUBJECT)).rejects.toMatchObject(refused);
    expect(await vaults[0].claimsOf(SUBJECT)).toMatchObject({ name: "Ann" });
    for (let time = 0; time < 2; time += 1) {
      await expect(vaults[0].accessOf(SUBJECT)).rejects.toMatchObject({
        code: "AUTHORIZATION_FAILED",
        data: { status: 401 },
      });
    }
    expect(asked).toEqual(["r1", "r1", "r1"]);
    expect(await vaults[0].claimsOf(SUBJECT)).toBeUndefined();
  });

  test("a login that ends while the user signs in again does not take the new one along", async () => {
    const begun = Promise.withResolvers<void>();
    const refusal = Promise.withResolvers<never>();
    const { clock, vaults, put } = createVaults(() => {
      begun.resolve();
      return refusal.promise;
    });
    await put(vaults[0]);
    await clock.advance(300_000);
    const renewal = vaults[0].accessOf(SUBJECT);
    renewal.catch(() => undefined);
    await begun.promise;
    await put(vaults[1]);
    refusal.reject(new UpstreamRefusal("invalid_grant", "Corp refused"));
    await expect(renewal).rejects.toMatchObject({ code: "AUTHORIZATION_FAILED" });
    expect((await vaults[0].accessOf(SUBJECT)).accessToken).toBe("old");
  });
});

test('consent: "once" asks a web client again only when another site began it, or for more', async () => {
  const scene = await startBridge({ consent: "once", redirectUris: ["https://app.example/cb"] });
  const metadata = { redirect_uris: ["https://app.example/cb"] };
  const { client_id: clientId } = await scene.register(metadata);
  const browser = scene.browse();
  const open = async (more: Record<string, string>, headers: Record<string, string> = {}) => {
    const place = { redirect_uri: "https://app.example/cb", ...more };
    return browser.open((await scene.begin(clientId, place)).url, headers);
  };
  await open({});
  expect((await browser.submit({ decision: "allow" })).url.searchParams.has("code")).toBe(true);
  expect((await open({})).url.searchParams.has("code")).toBe(true);
  expect((await open({}, { "sec-fetch-site": "cross-site" })).status).toBe(200);
  expect((await open({ scope: "read write" })).status).toBe(200);
});

test("a client is known by its document, and trustsClient decides about it", async () => {
  const clientId = "https://app.example/client.json";
  const document = {
    client_id: clientId,
    client_name: "App",
    redirect_uris: ["https://app.example/cb"],
    token_endpoint_auth_method: "none",
  };
  const asked: string[] = [];
  const get: typeof fetch = async (input) => {
    asked.push(String(input));
    return Response.json(document);
  };
  const scene = await startBridge({ fetch: get });
  const { url } = await scene.begin(clientId, { redirect_uri: "https://app.example/cb" });
  const page = await scene.browse().open(url);
  expect(page.text).toContain("Described at app.example");
  expect(asked).toEqual([clientId]);
  const strict = await startBridge({ fetch: get, trustsClient: () => false });
  const refused = await strict.begin(clientId, { redirect_uri: "https://app.example/cb" });
  expect((await strict.browse().open(refused.url)).status).toBe(400);
});

test("an assertion of a trusted identity provider is a token for the same account as a sign-in", async () => {
  const idp = await testAuth({ users: ["alice"] });
  onTestFinished(() => idp.stop());
  const scene = await startBridge({ enterprise: { trustedIdps: [{ issuer: idp.issuer }] } });
  const registered = await scene.register({
    grant_types: ["urn:ietf:params:oauth:grant-type:jwt-bearer"],
    response_types: [],
    redirect_uris: [],
    token_endpoint_auth_method: "client_secret_post",
  });
  const assertion = await idp.mint({
    typ: "oauth-id-jag+jwt",
    aud: ISSUER,
    clientId: String(registered["client_id"]),
    claims: { resource: URL_OF_MCP, scope: "read" },
  });
  const send = async () => {
    const answer = await scene.post("/oauth/token", {
      grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
      client_id: String(registered["client_id"]),
      client_secret: String(registered["client_secret"]),
      assertion,
    });
    return (await answer.json()) as Record<string, unknown>;
  };
  const answer = await send();
  expect(decodeJwt(String(answer["access_token"]))).toMatchObject({
    sub: `${idp.issuer}#alice`,
    aud: URL_OF_MCP,
  });
  expect(await send()).toMatchObject({ error: "invalid_grant" });
  expect((await login(scene)).tokens).toHaveProperty("access_token");
});

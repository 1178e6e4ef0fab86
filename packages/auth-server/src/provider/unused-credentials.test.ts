import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemRandom } from "@mortise/protocol";
import { decodeJwt } from "jose";
import { expect, onTestFinished, test } from "vitest";
import type { Scene } from "../bridge/fixture/scene.ts";
import { login, REDIRECT, startBridge } from "../bridge/fixture/scene.ts";
import { openRecordStore } from "../record/open-record-store.ts";
import type { ProviderEvent } from "./provider-options.ts";

async function open(): Promise<Scene & { readonly events: ProviderEvent[] }> {
  const events: ProviderEvent[] = [];
  return { ...(await startBridge({ log: (event) => void events.push(event) })), events };
}

/** Signs a user in up to the callback, which its client never gets. */
async function leaveCode(scene: Scene): Promise<{ clientId: unknown; code: string }> {
  const { client_id: clientId } = await scene.register();
  const { url } = await scene.begin(clientId);
  const browser = scene.browse();
  await browser.open(url);
  const callback = (await browser.submit({ decision: "allow" })).url;
  return { clientId, code: callback.searchParams.get("code") ?? "" };
}

test("a code that is never redeemed is reported once, without the code", async () => {
  const scene = await open();
  const { clientId, code } = await leaveCode(scene);
  expect(code).not.toBe("");
  await scene.clock.advance(59_000);
  expect(scene.events).toEqual([]);
  await scene.clock.advance(1_000);
  await expect.poll(() => scene.events).toHaveLength(1);
  const [event] = scene.events;
  expect(event).toMatchObject({
    level: "info",
    message: expect.stringContaining(`not redeemed within 60 s: the callback at "${REDIRECT}"`),
    unused: {
      kind: "code",
      clientId,
      redirectUri: REDIRECT,
      subject: expect.stringMatching(/alice$/),
    },
  });
  expect(JSON.stringify(event)).not.toContain(code);
  await scene.clock.advance(600_000);
  expect(scene.events).toHaveLength(1);
});

test("a token that is never presented is reported, without the token", async () => {
  const scene = await open();
  const { clientId, tokens } = await login(scene);
  await scene.clock.advance(120_000);
  await expect.poll(() => scene.events).toHaveLength(1);
  expect(scene.events[0]?.unused).toMatchObject({ kind: "token", clientId });
  const text = JSON.stringify(scene.events);
  const { jti } = decodeJwt(String(tokens["access_token"]));
  for (const secret of [tokens["access_token"], tokens["refresh_token"], jti]) {
    expect(text).not.toContain(String(secret));
  }
});

test("codes that are redeemed and tokens that are presented are not reported", async () => {
  const scene = await open();
  const { clientId, tokens } = await login(scene);
  scene.server.present(decodeJwt(String(tokens["access_token"])));
  await scene.clock.advance(60_000);
  const refreshed = await scene.post("/oauth/token", {
    grant_type: "refresh_token",
    client_id: String(clientId),
    refresh_token: String(tokens["refresh_token"]),
  });
  expect(refreshed.status).toBe(200);
  await scene.clock.advance(600_000);
  expect(scene.events).toEqual([]);
});

test("a use at another instance counts", async () => {
  const file = join(tmpdir(), `mortise-unused-${systemRandom.uuid()}.db`);
  onTestFinished(() => rmSync(file, { force: true }));
  const events: ProviderEvent[] = [];
  const shared = {
    store: `sqlite:${file}`,
    secret: "s".repeat(32),
    log: (event: ProviderEvent) => void events.push(event),
  };
  const first = await startBridge(shared);
  const second = await startBridge(shared, first.upstream);
  const { tokens, callback } = await login({ ...first, redeem: second.redeem });
  const claims = decodeJwt(String(tokens["access_token"]));
  first.server.present(claims);
  const { clock } = first;
  const store = await openRecordStore(shared.store, {
    clock,
    isProduction: false,
    report: () => undefined,
  });
  onTestFinished(() => store.close());
  const code = callback.searchParams.get("code") ?? "";
  for (const [kind, id] of [
    ["code", code],
    ["token", String(claims.jti)],
  ]) {
    const key = `used/${kind}/${createHash("sha256").update(String(id)).digest("base64url")}`;
    await expect.poll(() => store.get(key)).toBe("");
  }
  await first.clock.advance(60_000);
  await second.clock.advance(120_000);
  const { code: lost } = await leaveCode(first);
  await first.clock.advance(60_000);
  await expect.poll(() => events).toHaveLength(1);
  expect(lost).not.toBe("");
  expect(events[0]?.unused?.kind).toBe("code");
});

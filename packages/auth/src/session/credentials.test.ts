import { decodeJwt, decodeProtectedHeader, EmbeddedJWK, jwtVerify } from "jose";
import { expect, test } from "vitest";
import { oauth } from "../oauth.ts";
import { MemoryTokenStore } from "../token-store/memory-token-store.ts";
import { ISSUER, RESOURCE_METADATA, ScriptedWorld, SERVER } from "./fixture/scripted-world.ts";

const TOKEN = `${ISSUER}/token`;

/** Both servers want proofs with nonces of their own, and the server another one after each request. */
function openBoundWorld(): ScriptedWorld {
  const world = new ScriptedWorld();
  let count = 0;
  world.answers.set(TOKEN, ({ form, headers }) => {
    const { nonce } = decodeJwt(headers.get("dpop") ?? "");
    const given = { headers: { "dpop-nonce": "nonce-of-as" } };
    if (nonce !== "nonce-of-as") {
      return Response.json({ error: "use_dpop_nonce" }, { status: 400, ...given });
    }
    return Response.json({ ...world.issue(form), token_type: "DPoP" }, given);
  });
  world.answers.set(SERVER, ({ headers }) => {
    const [scheme, token] = headers.get("authorization")?.split(" ") ?? [];
    if (token === undefined) {
      const challenge = `DPoP algs="ES256", Bearer resource_metadata="${RESOURCE_METADATA}"`;
      return new Response(null, { status: 401, headers: { "www-authenticate": challenge } });
    }
    expect(scheme).toBe("DPoP");
    const { nonce } = decodeJwt(headers.get("dpop") ?? "");
    const expected = `nonce-of-rs-${count}`;
    if (nonce === expected) count += 1;
    const next = { "dpop-nonce": `nonce-of-rs-${count}` };
    if (nonce === expected) return Response.json({}, { headers: next });
    const challenge = 'DPoP error="use_dpop_nonce"';
    return new Response(null, { status: 401, headers: { "www-authenticate": challenge, ...next } });
  });
  return world;
}

test("a bound token is sent with a fresh proof each time, and each server gets its own nonce", async () => {
  const world = openBoundWorld();
  const auth = oauth({ ...world.options, userAgent: world.userAgent, dpop: true });
  for (const _call of [1, 2, 3]) expect(await world.call(auth)).toBe(200);
  await world.clock.advance(3_600_000);
  expect(await world.call(auth)).toBe(200);
  expect(world.pages).toHaveLength(1);
  const proofs = world.seen.flatMap(({ headers, url, method }) => {
    const proof = headers.get("dpop");
    const token = headers.get("authorization")?.split(" ")[1];
    return proof === null ? [] : [{ proof, url, method, token }];
  });
  const keys = new Set<string>();
  const ids = new Set<unknown>();
  for (const { proof, url, method, token } of proofs) {
    const currentDate = new Date(world.clock.now());
    const checked = await jwtVerify(proof, EmbeddedJWK, { typ: "dpop+jwt", currentDate });
    expect(checked.payload).toMatchObject({ htm: method, htu: url });
    expect(checked.payload["ath"] !== undefined).toBe(url === SERVER && token !== undefined);
    const { jwk } = decodeProtectedHeader(proof);
    expect(Object.keys(jwk ?? {}).sort()).toEqual(["crv", "kty", "x", "y"]);
    keys.add(JSON.stringify(jwk));
    ids.add(checked.payload.jti);
  }
  expect(keys.size).toBe(1);
  expect(ids.size).toBe(proofs.length);
  expect(world.pages[0]?.searchParams.get("dpop_jkt")).toMatch(/^[\w-]{43}$/);
});

test("a stored login goes on with the key that its tokens are bound to", async () => {
  const world = openBoundWorld();
  const store = new MemoryTokenStore(world.clock);
  const open = () => oauth({ ...world.options, store, userAgent: world.userAgent, dpop: true });
  await world.call(open());
  expect(await world.call(open())).toBe(200);
  await world.clock.advance(3_600_000);
  expect(await world.call(open())).toBe(200);
  expect(world.pages).toHaveLength(1);
});

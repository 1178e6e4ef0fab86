import type { AuthGrant, AuthRefusal, KeyValueStore } from "@mortise/protocol";
import { systemRandom } from "@mortise/protocol";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { describe, expect, test, vi } from "vitest";
import { digestByWebCrypto } from "../access-token/token-digest.ts";
import { challengesOf, toAuthRequest, toRefusal } from "../fixture/auth-request.ts";
import type { Scene } from "../fixture/scene.ts";
import { start } from "../fixture/scene.ts";
import type { ProvenRequest } from "./proof-key.ts";
import { ProofKey } from "./proof-key.ts";
import { MemoryReplayGuard, replaysIn } from "./replay-guard.ts";

const URL_OF_SERVER = "https://tools.example/mcp";

type ProofParts = Partial<Pick<ProvenRequest, "method" | "url" | "accessToken" | "nonce">>;

/** Makes a key, and keeps its parts for proofs that no client would write. */
async function createKey() {
  const pair = await generateKeyPair("ES256");
  const publicJwk = await exportJWK(pair.publicKey);
  return { ...pair, publicJwk, proofKey: await ProofKey.of(pair) };
}

/** A client with a token that is bound to its key. */
async function bind(scene: Scene) {
  const key = await createKey();
  const { thumbprint } = key.proofKey;
  const token = await scene.issuer.issue({ claims: { cnf: { jkt: thumbprint } } });
  const { auth, clock } = scene;
  const prove = (parts: ProofParts = {}, by: ProofKey = key.proofKey): Promise<string> =>
    by.prove({
      method: "POST",
      url: URL_OF_SERVER,
      accessToken: token,
      now: clock.now(),
      random: systemRandom,
      ...parts,
    });
  const send = async (dpop: string | readonly string[]): Promise<AuthGrant | AuthRefusal> =>
    auth.authenticate(toAuthRequest({ authorization: `DPoP ${token}`, dpop }));
  return { key, token, prove, send };
}

test("a bound token with its proof is let in, and a proof counts once", async () => {
  const scene = await start({ dpop: "optional" });
  const { prove, send } = await bind(scene);
  const proof = await prove();
  expect(await send(proof)).toHaveProperty("principal");
  const again = toRefusal(await send(proof));
  expect([again.status, again.message]).toEqual([401, "The DPoP proof was used before"]);
  expect(challengesOf(again)).toEqual([
    expect.stringMatching(/^DPoP error="invalid_dpop_proof", .*algs="ES256 /),
  ]);
  expect(await send(await prove())).toHaveProperty("principal");
});

test("the query of the URL is no part of a proof", async () => {
  const scene = await start({ dpop: "optional" });
  const { prove, send } = await bind(scene);
  expect(await send(await prove({ url: `${URL_OF_SERVER}?a=1#b` }))).toHaveProperty("principal");
});

describe("a proof is refused with", () => {
  type Forge = (
    client: Awaited<ReturnType<typeof bind>>,
    scene: Scene,
  ) => Promise<string | readonly string[]>;
  /** Signs any claims and header with the client's key or another one. */
  const forge =
    (claims: Record<string, unknown>, header: Record<string, unknown> = {}): Forge =>
    async ({ key, token }, { clock }) => {
      const usual = {
        jti: crypto.randomUUID(),
        htm: "POST",
        htu: URL_OF_SERVER,
        ath: await digestByWebCrypto(token),
        iat: Math.floor(clock.now() / 1000),
      };
      const payload = JSON.parse(JSON.stringify({ ...usual, ...claims }));
      return new SignJWT(payload)
        .setProtectedHeader({ typ: "dpop+jwt", alg: "ES256", jwk: key.publicJwk, ...header })
        .sign(key.privateKey);
    };
  const later =
    (seconds: number): Forge =>
    (client, scene) =>
      forge({ iat: Math.floor(scene.clock.now() / 1000) + seconds })(client, scene);
  test.each<[string, Forge]>([
    ["another method", ({ prove }) => prove({ method: "GET" })],
    ["another path", ({ prove }) => prove({ url: `${URL_OF_SERVER}/x` })],
    ["another host", ({ prove }) => prove({ url: "https://evil.example/mcp" })],
    ["another scheme", ({ prove }) => prove({ url: "http://tools.example/mcp" })],
    ["a URL with a query", forge({ htu: `${URL_OF_SERVER}?a` })],
    ["no URL", forge({ htu: undefined })],
    ["a URL that is none", forge({ htu: "mcp" })],
    ["another token", ({ prove }) => prove({ accessToken: "another" })],
    ["no token", ({ prove }) => prove({ accessToken: undefined })],
    ["no id", forge({ jti: undefined })],
    ["an endless id", forge({ jti: "x".repeat(300) })],
    ["no time", forge({ iat: undefined })],
    ["a time six minutes ago", later(-360)],
    ["a time in six minutes", later(360)],
    ["another type", forge({}, { typ: "at+jwt" })],
    ["no type", forge({}, { typ: undefined })],
    ["no key", forge({}, { jwk: undefined })],
    [
      "a private key",
      async (client, scene) => {
        const { privateKey } = await generateKeyPair("ES256", { extractable: true });
        return forge({}, { jwk: await exportJWK(privateKey) })(client, scene);
      },
    ],
    ["text", async () => "a.b.c"],
    ["two proofs", async ({ prove }) => [await prove(), await prove()]],
    ["two proofs in one header", async ({ prove }) => `${await prove()}, ${await prove()}`],
    ["none", async () => []],
  ])("%s", async (_case, make) => {
    const scene = await start({ dpop: "optional" });
    const client = await bind(scene);
    const refusal = toRefusal(await client.send(await make(client, scene)));
    expect(refusal.status).toBe(401);
    expect(challengesOf(refusal)).toEqual([expect.stringContaining('error="invalid_dpop_proof"')]);
  });

  test("a key that the token is not bound to", async () => {
    const scene = await start({ dpop: "optional" });
    const { prove, send } = await bind(scene);
    const thief = await createKey();
    const refusal = toRefusal(await send(await prove({}, thief.proofKey)));
    expect(refusal).toMatchObject({ status: 401, message: expect.stringContaining("another key") });
    expect(challengesOf(refusal).join()).toContain('error="invalid_token"');
  });
});

test.each([
  ["optional", "Bearer", true, "not as Bearer"],
  ["required", "Bearer", true, "not as Bearer"],
  ["required", "Bearer", false, "is needed"],
  ["optional", "DPoP", false, "send it as Bearer"],
  ["off", "DPoP", true, "bearer tokens only"],
  ["off", "Bearer", true, "bearer tokens only"],
] as const)(
  "dpop %s refuses the scheme %s of a token whose binding is %s",
  async (dpop, scheme, isBound, text) => {
    const scene = await start({ dpop });
    const { token } = await bind(scene);
    const sent = isBound ? token : await scene.issuer.issue();
    const refusal = toRefusal(await scene.send(sent, scheme));
    expect([refusal.status, refusal.message]).toEqual([401, expect.stringContaining(text)]);
  },
);

test("a server that takes both kinds asks with both schemes, Bearer first, and one that needs proofs with one", async () => {
  const asked = async (dpop: "optional" | "required"): Promise<readonly string[]> => {
    const { auth } = await start({ dpop });
    const challenges = challengesOf(toRefusal(await auth.authenticate(toAuthRequest({}))));
    return challenges.map((challenge) => challenge.split(" ", 1)[0] ?? "");
  };
  expect(await asked("optional")).toEqual(["Bearer", "DPoP"]);
  expect(await asked("required")).toEqual(["DPoP"]);
});

test("nonces: one is asked for, taken at every instance with the secret, renewed, and ends", async () => {
  const secret = "0123456789abcdef0123456789abcdef";
  const scene = await start({ dpop: { mode: "required", nonce: secret } });
  const client = await bind(scene);
  const asked = toRefusal(await client.send(await client.prove()));
  expect(challengesOf(asked)).toEqual([expect.stringContaining('error="use_dpop_nonce"')]);
  expect(asked.detail).toBeUndefined();
  const nonceOf = ({ headers = [] }: Pick<AuthGrant, "headers">) =>
    headers.find(([name]) => name === "DPoP-Nonce")?.[1];
  const nonce = nonceOf(asked);
  const served = await client.send(await client.prove({ nonce }));
  expect(served).toHaveProperty("principal");
  expect(nonceOf(served)).toBeUndefined();
  for (const forged of ["1.x", `${nonce}0`, `9${nonce}`, nonce?.replace(/\d/, "7"), ""]) {
    expect(await client.send(await client.prove({ nonce: forged }))).toMatchObject({ status: 401 });
  }
  await scene.clock.advance("3m");
  const renewed = nonceOf(await client.send(await client.prove({ nonce })));
  expect(renewed).toBeDefined();
  await scene.clock.advance("3m");
  expect(await client.send(await client.prove({ nonce }))).toMatchObject({ status: 401 });

  const other = await start({ dpop: { mode: "required", nonce: true } });
  const stranger = await bind(other);
  expect(await stranger.send(await stranger.prove({ nonce: renewed }))).toMatchObject({
    status: 401,
  });
});

test("the memory of used proofs is bounded by time and by number", async () => {
  const { clock } = await start();
  const guard = new MemoryReplayGuard(clock, 3);
  const add = (id: string): boolean => guard.add(id, 1000, `key of ${id}`);
  expect([add("a"), add("a")]).toEqual([true, false]);
  await clock.advance(1000);
  expect(add("a")).toBe(true);
  expect(["b", "c", "d"].map(add)).toEqual([true, true, true]);
  expect(add("a")).toBe(true);
});

test("a key that sends many proofs has its own forgotten, and not those of another", async () => {
  const { clock } = await start();
  const guard = new MemoryReplayGuard(clock, 100);
  expect(guard.add("ann's", 1000, "ann")).toBe(true);
  for (let at = 0; at < 1000; at++) expect(guard.add(`eve's ${at}`, 1000, "eve")).toBe(true);
  expect(guard.add("ann's", 1000, "ann")).toBe(false);
  expect(guard.add("eve's 999", 1000, "eve")).toBe(false);
  expect(guard.add("eve's 0", 1000, "eve")).toBe(true);
});

test("instances on one backplane take a proof once, and none while the backplane is away", async () => {
  const used = new Map<string, string>();
  let isAway = false;
  const replays = replaysIn({
    replace: async (key, expected, value, ttlMs) => {
      if (isAway) throw new Error("away");
      expect([expected, ttlMs]).toEqual([undefined, 600_000]);
      if (used.has(key)) return false;
      used.set(key, value);
      return true;
    },
  });
  const scene = await start({ dpop: { mode: "required", replays } });
  const { clock, issuer } = scene;
  const other = await start({ dpop: { mode: "required", replays }, fetch: issuer.fetch, clock });
  const { token, prove, send } = await bind(scene);
  const proof = await prove();
  expect(await send(proof)).toHaveProperty("principal");
  const again = toAuthRequest({ authorization: `DPoP ${token}`, dpop: proof });
  const message = "The DPoP proof was used before";
  expect(await other.auth.authenticate(again)).toMatchObject({ status: 401, message });
  isAway = true;
  const refusal = toRefusal(await send(await prove()));
  expect(refusal).toMatchObject({ status: 503, detail: expect.stringContaining("dpop.replays") });
});

test("a provider remembers proofs in the backplanes of its servers, unless the program said where", async () => {
  const create = () => {
    const used = new Set<string>();
    const replace = async (key: string): Promise<boolean> => !used.has(key) && !!used.add(key);
    return { used, values: { replace } as unknown as KeyValueStore };
  };
  const [one, other] = [create(), create()];
  const joined = await start({ dpop: "required" });
  joined.auth.join?.(one);
  joined.auth.join?.(one);
  joined.auth.join?.(other);
  const ann = await bind(joined);
  const proof = await ann.prove();
  expect(await ann.send(proof)).toHaveProperty("principal");
  expect([one.used.size, other.used.size]).toEqual([1, 1]);
  one.used.clear();
  expect(toRefusal(await ann.send(proof)).message).toBe("The DPoP proof was used before");
  const replays = replaysIn(one.values);
  const configured = await start({ dpop: { mode: "required", replays } });
  const off = await start();
  const before = other.used.size;
  for (const scene of [configured, off]) {
    scene.auth.join?.(other);
    const { prove, send } = await bind(scene);
    await send(await prove());
  }
  expect(other.used.size).toBe(before);
});

test("instances with the same keys in the environment take each other's nonces, over a rotation too", async () => {
  const [old, next] = ["o".repeat(32), "n".repeat(32)];
  const startWith = async (keys: string): Promise<Scene> => {
    vi.stubEnv("MORTISE_STATE_KEYS", keys);
    return start({ dpop: { mode: "required", nonce: true } });
  };
  const nonceOf = async (scene: Scene): Promise<string | undefined> => {
    const { send, prove } = await bind(scene);
    const { headers = [] } = toRefusal(await send(await prove()));
    return headers.find(([name]) => name === "DPoP-Nonce")?.[1];
  };
  try {
    const before = await startWith(old);
    const after = await startWith(`${next},${old}`);
    const foreign = await startWith("short");
    const { send, prove } = await bind(after);
    expect(await send(await prove({ nonce: await nonceOf(before) }))).toHaveProperty("principal");
    expect(await send(await prove({ nonce: await nonceOf(after) }))).toHaveProperty("principal");
    const strange = await send(await prove({ nonce: await nonceOf(foreign) }));
    expect(strange).toMatchObject({ status: 401 });
  } finally {
    vi.unstubAllEnvs();
  }
});

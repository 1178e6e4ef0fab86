import { anyOf, apiKey, optional } from "@mortise/auth";
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT } from "jose";
import type { AuthProvider } from "mortise";
import { describe, expect, test } from "vitest";
import type { AttackedServer, Issuer } from "../fixture/auth/attacked-server.ts";
import { RESOURCE, startAttackedServer, startIssuer } from "../fixture/auth/attacked-server.ts";
import { sharedServices } from "../fixture/service/shared-backplanes.ts";

/** A client with a key, and a token that is bound to it. */
class BoundClient {
  readonly token: string;
  readonly #pair: Awaited<ReturnType<typeof generateKeyPair>>;

  static async open(issuer: Issuer): Promise<BoundClient> {
    const pair = await generateKeyPair("ES256", { extractable: true });
    const jkt = await calculateJwkThumbprint(await exportJWK(pair.publicKey));
    return new BoundClient(pair, await issuer.issue({ claims: { cnf: { jkt } } }));
  }

  private constructor(pair: Awaited<ReturnType<typeof generateKeyPair>>, token: string) {
    this.#pair = pair;
    this.token = token;
  }

  /** Makes a proof for the token; members of the claims may be others. */
  async prove(claims: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(this.token));
    const usual = {
      jti: crypto.randomUUID(),
      htm: "POST",
      htu: RESOURCE,
      iat: Math.floor(Date.now() / 1000),
      ath: Buffer.from(bytes).toString("base64url"),
    };
    const jwk = await exportJWK(this.#pair.publicKey);
    return await new SignJWT({ ...usual, ...claims })
      .setProtectedHeader({ typ: "dpop+jwt", alg: "ES256", jwk })
      .sign(this.#pair.privateKey);
  }
}

const send = (server: AttackedServer, token: string, proof: string): Promise<Response> =>
  server.call({ authorization: `DPoP ${token}`, dpop: proof });

test("of racing copies of one request with its proof, one is let in", async () => {
  const issuer = await startIssuer();
  const server = await startAttackedServer(issuer, { dpop: "required" });
  const ann = await BoundClient.open(issuer);
  const proof = await ann.prove();
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => send(server, ann.token, proof)),
  );
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 401)).toHaveLength(19);
  expect(server.calls).toBe(1);
  const challenge = answers.find(({ status }) => status === 401)?.headers.get("www-authenticate");
  expect(challenge).toMatch(/^DPoP error="invalid_dpop_proof", .*algs="/);
  expect(server.said()).not.toContain(proof.split(".")[2]?.slice(0, 8));
});

test("a stolen token is worth nothing with a proof of another key, nor as a bearer token", async () => {
  const issuer = await startIssuer();
  const server = await startAttackedServer(issuer, { dpop: "optional" });
  const [ann, bob] = [await BoundClient.open(issuer), await BoundClient.open(issuer)];
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(ann.token));
  const ath = Buffer.from(bytes).toString("base64url");
  const attempts = [
    await send(server, ann.token, await bob.prove({ ath })),
    await send(server, ann.token, await bob.prove()),
    await send(server, bob.token, await ann.prove()),
    await server.call({ authorization: `Bearer ${ann.token}` }),
    await server.call({ authorization: `Bearer ${ann.token}`, dpop: await bob.prove({ ath }) }),
    await server.call({ authorization: `DPoP ${ann.token}` }),
  ];
  for (const { status } of attempts) expect(status).toBe(401);
  expect(server.calls).toBe(0);
  expect((await send(server, ann.token, await ann.prove())).status).toBe(200);
});

test("proofs are for this URL and method, of now, and with the nonce of this server", async () => {
  const issuer = await startIssuer();
  const server = await startAttackedServer(issuer, { dpop: { mode: "required", nonce: true } });
  const ann = await BoundClient.open(issuer);
  const asked = await send(server, ann.token, await ann.prove());
  expect(asked.status).toBe(401);
  expect(asked.headers.get("www-authenticate")).toContain('error="use_dpop_nonce"');
  const nonce = asked.headers.get("dpop-nonce");
  const now = Math.floor(Date.now() / 1000);
  for (const wrong of [
    { htu: "https://tools.example/other" },
    { htu: "https://tools.example.evil.example/mcp" },
    { htu: server.url },
    { htm: "GET" },
    { htm: "post" },
    { iat: now - 400 },
    { iat: now + 400 },
    { ath: "x" },
    { nonce: `${nonce}x` },
    { jti: "" },
  ]) {
    const answer = await send(server, ann.token, await ann.prove({ nonce, ...wrong }));
    expect([wrong, answer.status]).toEqual([wrong, 401]);
  }
  expect(server.calls).toBe(0);
  expect((await send(server, ann.token, await ann.prove({ nonce }))).status).toBe(200);
});

/** The providers that a program may put around `bearerAuth`. */
const WRAPS: readonly ((auth: AuthProvider) => AuthProvider)[] = [
  (auth) => auth,
  optional,
  (auth) => anyOf(apiKey({ keys: { job: "a-key-of-the-nightly-job" } }), optional(auth)),
];

for (const { name, missing, open, drop } of sharedServices()) {
  describe.skipIf(missing !== undefined)(`instances that share ${name}`, () => {
    test("take a proof once, whichever of them gets it, and without an option", async () => {
      const issuer = await startIssuer();
      const backplanes = await Promise.all(WRAPS.map(() => open()));
      try {
        const servers = await Promise.all(
          WRAPS.map((wrap, index) => {
            const backplane = backplanes[index];
            if (!backplane) throw new Error("a backplane was not opened");
            return startAttackedServer(issuer, { dpop: "required" }, { backplane, wrap });
          }),
        );
        const ann = await BoundClient.open(issuer);
        for (const first of servers) {
          const proof = await ann.prove();
          expect((await send(first, ann.token, proof)).status).toBe(200);
          for (const other of servers) {
            const replayed = await send(other, ann.token, proof);
            expect(replayed.status).toBe(401);
            expect(replayed.headers.get("www-authenticate")).toContain("invalid_dpop_proof");
          }
        }
        const proof = await ann.prove();
        const racing = await Promise.all(servers.map((each) => send(each, ann.token, proof)));
        expect(racing.map(({ status }) => status).sort()).toEqual([200, 401, 401]);
      } finally {
        await Promise.all(backplanes.map((each) => each.close()));
        await drop();
      }
    });

    test("let no proof in while it is away", async () => {
      const issuer = await startIssuer();
      const backplane = await open();
      const server = await startAttackedServer(issuer, { dpop: "required" }, { backplane });
      const ann = await BoundClient.open(issuer);
      expect((await send(server, ann.token, await ann.prove())).status).toBe(200);
      await backplane.close();
      const refused = await send(server, ann.token, await ann.prove());
      expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "2"]);
      await drop();
    });
  });
}

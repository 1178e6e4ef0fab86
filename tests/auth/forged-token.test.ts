import { createHmac } from "node:crypto";
import type { CryptoKey } from "jose";
import { CompactEncrypt, exportJWK, exportSPKI, generateKeyPair, importJWK } from "jose";
import { expect, test } from "vitest";
import type { Issuer } from "../fixture/auth/attacked-server.ts";
import { RESOURCE, startAttackedServer, startIssuer } from "../fixture/auth/attacked-server.ts";

type Forge = (issuer: Issuer) => Promise<string>;

/** Changes the JSON of the header and of the claims of a good token, and signs them with its key. */
const rewrite =
  (change: (header: string, claims: string) => readonly [string, string]): Forge =>
  async (issuer) => {
    const [head = "", claims = ""] = (await issuer.issue()).split(".");
    const parts = change(read(head), read(claims)).map(write).join(".");
    const algorithm = { name: "ECDSA", hash: "SHA-256" };
    const { privateKey } = issuer.keys[0] as Issuer["keys"][number];
    const seal = await crypto.subtle.sign(algorithm, privateKey, Buffer.from(parts));
    return `${parts}.${Buffer.from(seal).toString("base64url")}`;
  };
const header = (members: object): Forge =>
  rewrite((head, claims) => [JSON.stringify({ ...JSON.parse(head), ...members }), claims]);
const read = (part: string): string => Buffer.from(part, "base64url").toString();
const write = (part: string): string => Buffer.from(part).toString("base64url");

/** Signs with a shared secret that is public. */
const byPublicKey =
  (toSecret: (issuer: Issuer) => Promise<string>): Forge =>
  async (issuer) => {
    const [, claims = ""] = (await issuer.issue()).split(".");
    const parts = `${write(JSON.stringify({ alg: "HS256", typ: "at+jwt", kid: "key-0" }))}.${claims}`;
    const seal = createHmac("sha256", await toSecret(issuer))
      .update(parts)
      .digest("base64url");
    return `${parts}.${seal}`;
  };
const publicKeyOf = async ({ keys }: Issuer): Promise<CryptoKey> =>
  (await importJWK(keys[0]?.publicJwk ?? {}, "ES256")) as CryptoKey;

/** Signs with the attacker's key, which the header names. */
const byOwnKey =
  (toHeader: (jwk: object) => Readonly<Record<string, unknown>>): Forge =>
  async (issuer) => {
    const { privateKey, publicKey } = await generateKeyPair("ES256");
    return issuer.issue({ key: privateKey, header: toHeader(await exportJWK(publicKey)) });
  };
const unsigned =
  (alg: string): Forge =>
  async (issuer) => {
    const [, claims = "", seal = ""] = (await issuer.issue()).split(".");
    return `${write(JSON.stringify({ alg, typ: "at+jwt" }))}.${claims}.${alg === "none" ? "" : seal}`;
  };

test.each<[string, Forge]>([
  ["signed by nothing", unsigned("none")],
  ["signed by nothing, in another spelling", unsigned("nOnE")],
  ["of no algorithm", unsigned("")],
  [
    "signed with the public key as PEM",
    byPublicKey(async (at) => exportSPKI(await publicKeyOf(at))),
  ],
  [
    "signed with the public key as JSON",
    byPublicKey(async (at) => JSON.stringify(at.keys[0]?.publicJwk)),
  ],
  ["signed with the key in its header", byOwnKey((jwk) => ({ jwk }))],
  [
    "signed with the key in its header, without a key id",
    byOwnKey((jwk) => ({ jwk, kid: undefined })),
  ],
  ["signed with keys elsewhere", byOwnKey(() => ({ jku: "http://127.0.0.1:1/keys" }))],
  ["signed with a certificate elsewhere", byOwnKey(() => ({ x5u: "http://127.0.0.1:1/cert" }))],
  ["with a key id that is a path", header({ kid: "../../../../dev/null" })],
  ["with a key id that is a number", header({ kid: 0 })],
  [
    "with two key ids, of which the last is unknown",
    rewrite((head, claims) => [head.replace(/}$/, ',"kid":"x"}'), claims]),
  ],
  [
    "with two algorithms, of which the last is none",
    rewrite((head, claims) => [head.replace(/}$/, ',"alg":"none"}'), claims]),
  ],
  [
    "with two audiences, of which the last is another's",
    rewrite((head, claims) => [head, claims.replace(/}$/, ',"aud":"https://other.example"}')]),
  ],
  [
    "with two ends, of which the last is past",
    rewrite((head, claims) => [head, claims.replace(/}$/, ',"exp":1}')]),
  ],
  ["with an unknown critical member", header({ crit: ["x"], x: 1 })],
  ["with an empty list of critical members", header({ crit: [] })],
  ["with an unencoded payload", header({ crit: ["b64"], b64: false })],
  ["with a type that is a number", header({ typ: 7 })],
  ["whose claims are a list", rewrite((head) => [head, "[]"])],
  ["whose claims are null", rewrite((head) => [head, "null"])],
  ["whose claims are no JSON", rewrite((head) => [head, "{"])],
  ["whose audience is an object", (at) => at.issue({ claims: { aud: { 0: RESOURCE } } })],
  ["whose audience is a list in a list", (at) => at.issue({ claims: { aud: [[RESOURCE]] } })],
  ["whose audience has a number beside ours", (at) => at.issue({ claims: { aud: [RESOURCE, 7] } })],
  [
    "whose audience has another case",
    (at) => at.issue({ claims: { aud: RESOURCE.toUpperCase() } }),
  ],
  ["whose audience has a slash more", (at) => at.issue({ claims: { aud: `${RESOURCE}/` } })],
  ["whose issuer is a list", (at) => at.issue({ claims: { iss: [at.url] } })],
  ["whose subject is a number", (at) => at.issue({ claims: { sub: 7 } })],
  ["whose begin is a text", (at) => at.issue({ claims: { nbf: "0" } })],
  ["bound to nothing", (at) => at.issue({ claims: { cnf: {} } })],
  ["bound to null", (at) => at.issue({ claims: { cnf: null } })],
  ["with a fourth part", async (at) => `${await at.issue()}.x`],
  [
    "inside an encrypted one",
    async (at) => {
      const key = await importJWK(at.keys[0]?.publicJwk ?? {}, "ECDH-ES");
      return new CompactEncrypt(Buffer.from(await at.issue()))
        .setProtectedHeader({ alg: "ECDH-ES", enc: "A256GCM", cty: "JWT" })
        .encrypt(key);
    },
  ],
])("a token %s is refused over HTTP, and no word of it is said", async (_name, forge) => {
  const issuer = await startIssuer();
  const server = await startAttackedServer(issuer);
  const token = await forge(issuer);
  const response = await server.call({ authorization: `Bearer ${token}` });
  expect(response.status).toBe(401);
  expect(response.headers.get("www-authenticate")).toMatch(
    /^Bearer error="invalid_token", error_description="[^"]+", resource_metadata="https:\/\/tools\.example\/\.well-known\/oauth-protected-resource\/mcp"$/,
  );
  expect(server.calls).toBe(0);
  expect(server.denials).toEqual([expect.objectContaining({ code: "invalid_token" })]);
  const shown = `${server.said()}${await response.text()}`;
  for (const part of token.split("."))
    if (part.length >= 8) expect(shown).not.toContain(part.slice(0, 8));
});

test("a repeated member of a token counts as the last, for the check and for the handler alike", async () => {
  const issuer = await startIssuer();
  const server = await startAttackedServer(issuer);
  const forge = rewrite((head, claims) => [head, claims.replace("{", '{"sub":"root",')]);
  const response = await server.call({ authorization: `Bearer ${await forge(issuer)}` });
  expect(await response.json()).toMatchObject({
    result: { structuredContent: { id: `${issuer.url}#ann` } },
  });
});

// Ours behind `bearerAuth`; the key of its tokens lives and ends with the process.
import { generateKeyPairSync, sign } from "node:crypto";
import { createServer, serve } from "mortise";
import { bearerAuth } from "mortise/auth";
import { createCatalogue, greeting } from "../catalogue.ts";
import { readSetting, reportReady } from "./control.ts";

const issuer = "https://id.example";
const audience = "https://tools.example/mcp";
const jwksUri = `${issuer}/keys`;
/** Seconds for which the token is good, longer than any run. */
const LIFETIME = 86_400;

const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const key = { ...publicKey.export({ format: "jwk" }), kid: "bench", alg: "ES256" };

/** Issues an access token (RFC 9068) as large as those of common identity providers. */
function issue(): string {
  const now = Math.floor(Date.now() / 1000);
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString("base64url");
  const claims = {
    iss: issuer,
    aud: audience,
    sub: "0f8fad5b-d9cb-469f-a165-70867728950e",
    client_id: "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    scope: "orders:read orders:write customers:read customers:write",
    groups: ["support", "support-leads", "warehouse", "finance-readers", "on-call"],
    iat: now,
    exp: now + LIFETIME,
    jti: "16fd2706-8baf-433b-82eb-8c7fada847da",
  };
  const text = `${encode({ typ: "at+jwt", alg: "ES256", kid: key.kid })}.${encode(claims)}`;
  const seal = sign("sha256", Buffer.from(text), { key: privateKey, dsaEncoding: "ieee-p1363" });
  return `${text}.${seal.toString("base64url")}`;
}

const { tools } = readSetting();
const auth = bearerAuth({
  issuer,
  audience,
  jwksUri,
  fetch: async () => Response.json({ keys: [key] }),
});
const server = createServer({ name: "bench", version: "1.0.0", auth, log: () => {} });
for (const { name, description, input } of createCatalogue(tools)) {
  server.tool(name, { description, input }, (parameters) => greeting(String(parameters["name"])));
}
const running = await serve(server, { http: { port: 0, path: "/mcp" } });
reportReady(Number(new URL(running.url ?? "").port), {}, { token: issue() });

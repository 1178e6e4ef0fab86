// #region combine
import { anyOf, apiKey, bearerAuth, introspection, optional } from "mortise/auth";

const resource = "https://tools.example.com/mcp";
const issuer = "https://id.example.com";

/** Users sign in; a job of our own has a key. */
export const usersAndJobs = anyOf(
  bearerAuth({ issuer, resource }),
  apiKey({
    keys: { nightly: process.env["NIGHTLY_KEY"] ?? "a-long-random-key" },
    scopes: ["read"],
  }),
);

/** Open for reading; a tool with `scopes` asks its caller to sign in. */
export const openForReading = optional(bearerAuth({ issuer, resource }));

/** Tokens that only the authorization server can read. */
export const opaqueTokens = introspection({
  issuer,
  resource,
  clientId: "tools",
  clientSecret: process.env["CLIENT_SECRET"] ?? "from the environment",
});
// #endregion

// #region proofs
/** A stolen token is of no use: each request proves that it has the key of the client. */
export const proven = bearerAuth({ issuer, resource, dpop: { mode: "required", nonce: true } });
// #endregion

// #region audit
export const audited = bearerAuth({
  issuer,
  resource,
  onAuth: ({ id, clientId, tokenId }) => record("accepted", { id, clientId, tokenId }),
  onDenied: ({ code, detail, peerAddress }) => record("refused", { code, detail, peerAddress }),
});
// #endregion

function record(decision: string, facts: Readonly<Record<string, unknown>>): void {
  process.stderr.write(`${JSON.stringify({ decision, ...facts })}\n`);
}

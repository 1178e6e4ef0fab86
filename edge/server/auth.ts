// The auth of both sides, without a module of Node: a server with bearerAuth and its issuer, a diagnosis of it, and a
// login whose server leads elsewhere. The runtime's own requests stay in this module.
import { bearerAuth, diagnose, oauth } from "@mortise/auth";
import { createFetchHandler, createServer } from "@mortise/server";
import { exportJWK, generateKeyPair, SignJWT } from "jose";

const ORIGIN = "https://tools.example";
const RESOURCE = `${ORIGIN}/mcp`;
const ISSUER = "https://id.example";

/** Keys are made by the first request, since isolates have no randomness before it. */
let signing: ReturnType<typeof generateKeyPair> | undefined;

function findKeys(): ReturnType<typeof generateKeyPair> {
  signing ??= generateKeyPair("ES256");
  return signing;
}

async function answerAsIssuer(url: string): Promise<Response> {
  if (url.endsWith("/keys")) {
    const { publicKey } = await findKeys();
    return Response.json({ keys: [{ ...(await exportJWK(publicKey)), alg: "ES256" }] });
  }
  return Response.json({
    issuer: ISSUER,
    jwks_uri: `${ISSUER}/keys`,
    authorization_endpoint: `${ISSUER}/authorize`,
    token_endpoint: `${ISSUER}/token`,
    registration_endpoint: `${ISSUER}/register`,
    code_challenge_methods_supported: ["S256"],
  });
}

const server = createServer({
  name: "bearer",
  version: "1.0.0",
  auth: bearerAuth({
    issuer: ISSUER,
    resource: RESOURCE,
    fetch: async (input) => await answerAsIssuer(String(input)),
  }),
}).tool("whoami", { description: "Returns the caller" }, (_input, { auth }) => auth?.id ?? "none");
const answerServer = createFetchHandler(server, { path: "/mcp", allowedHosts: ["tools.example"] });

/** Sends a request to the server or the issuer, whichever it is for. */
async function send(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const request = new Request(input, init);
  if (request.url.startsWith(ISSUER)) return await answerAsIssuer(request.url);
  const headers = new Headers(request.headers);
  headers.set("host", "tools.example");
  return await answerServer(new Request(request, { headers }));
}

async function issueToken(audience: string = RESOURCE): Promise<string> {
  const { privateKey } = await findKeys();
  return await new SignJWT({ client_id: "desk" })
    .setProtectedHeader({ alg: "ES256", typ: "at+jwt" })
    .setIssuer(ISSUER)
    .setAudience(audience)
    .setSubject("ann")
    .setExpirationTime("5m")
    .sign(privateKey);
}

async function post(token: string): Promise<number> {
  const response = await send(RESOURCE, {
    method: "POST",
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
    },
    body: JSON.stringify({
      jsonrpc: "2.0",
      id: 1,
      method: "initialize",
      params: {
        protocolVersion: "2025-11-25",
        capabilities: {},
        clientInfo: { name: "edge", version: "1" },
      },
    }),
  });
  await response.text();
  return response.status;
}

async function examine(): Promise<readonly string[]> {
  const authorization = `Bearer ${await issueToken()}`;
  const auth = {
    headers: () => ({ authorization }),
    onChallenge: async () => "fail" as const,
    principal: () => "ann",
  };
  const steps: string[] = [];
  for await (const { step, status } of diagnose(RESOURCE, { fetch: send, auth })) {
    steps.push(`${step} ${status}`);
  }
  return steps;
}

/** Returns the code of the refusal to follow the challenge of a server to an address of the cloud. */
async function followChallenge(): Promise<unknown> {
  const challenge = 'Bearer resource_metadata="https://169.254.169.254/latest/meta-data"';
  const response = {
    status: 401,
    header: (name: string) => (name.toLowerCase() === "www-authenticate" ? challenge : undefined),
  };
  const { signal } = new AbortController();
  const request = { method: "POST", url: RESOURCE, signal };
  return await oauth()
    .onChallenge(response, request)
    .catch((error: { readonly data?: { readonly code?: unknown } }) => error.data?.code);
}

/** Answers with the findings of each part, as JSON. */
export async function answerAuth(): Promise<Response> {
  return Response.json({
    statuses: [
      await post(await issueToken()),
      await post(await issueToken("https://other.example")),
      await post("nonsense"),
    ],
    steps: await examine(),
    refused: await followChallenge(),
  });
}

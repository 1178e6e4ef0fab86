import { equal, match } from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { MemoryTokenStore, oauth } from "@mortise/auth";
import { connect } from "@mortise/node";
import { findFreePort } from "../free-port.ts";
import type { Pairing } from "../pairing.ts";
import { driverOf } from "../peers.ts";
import type { Listening } from "../process.ts";
import { startListening, startPrinting } from "../process.ts";
import { inNode } from "../reach.ts";
import { Browser } from "./browser.ts";
import type { Steps } from "./client/report-steps.ts";
import { startProtectedServer } from "./protected-server.ts";

const REDIRECT = "http://127.0.0.1:33418/callback";

/** A client of others, and the program that makes it sign in. */
interface ForeignClient {
  readonly name: string;
  readonly driver: string;
  /** Asks for further scopes when a tool needs them. */
  readonly stepsUp: boolean;
}

const CLIENTS: readonly ForeignClient[] = [
  { name: "official SDK v1", driver: "sdk-v1.ts", stepsUp: true },
  { name: "official SDK v2", driver: "sdk-v2.ts", stepsUp: true },
  { name: "AI SDK", driver: "ai-sdk.ts", stepsUp: false },
];

/** An authorization server of others. */
interface Provider {
  readonly name: string;
  /** Starts it for one resource; its URL is the issuer. */
  readonly start: (resource: string) => Promise<Listening>;
  /** It allows a client the scopes of its registration alone, so that one registered by hand steps up. */
  readonly keepsScopes: boolean;
}

const PROVIDERS: readonly Provider[] = [
  {
    name: "oidc-provider",
    start: () => startPrinting(inNode(driverOf("sign-in/server/plain-provider.ts"))),
    keepsScopes: true,
  },
  {
    name: "better-auth",
    start: (resource) => startPrinting(inNode(driverOf("peers/server/better-auth.ts"), [resource])),
    keepsScopes: false,
  },
];

/** Servers of others that ask for a token. */
const SERVERS = [
  {
    name: "FastMCP",
    start: async (issuer: string, port: number): Promise<Listening> => {
      const { jwks_uri: keys } = await readMetadata(issuer);
      const file = driverOf("peers/server/fastmcp-protected.ts");
      return await startListening(inNode(file, [issuer, `${keys}`, `${port}`]), port, "/mcp");
    },
  },
  {
    name: "express-oauth2-jwt-bearer",
    start: (issuer: string, port: number): Promise<Listening> =>
      startListening(
        inNode(driverOf("peers/server/express-jwt.ts"), [issuer, `${port}`]),
        port,
        "/mcp",
      ),
  },
];

/** Sign-ins with clients, servers and authorization servers of others. */
export function signInPairings(): readonly Pairing[] {
  return PROVIDERS.flatMap((provider) => [
    ...CLIENTS.map((client) => ({
      name: `${client.name} signs in to our server at ${provider.name}`,
      isShort: true,
      run: () => runClient(client, provider),
    })),
    {
      name: `our client signs in to our server at ${provider.name}`,
      isShort: true,
      run: () => runOurs(provider, startProtectedServer, true),
    },
    ...SERVERS.map(({ name, start }) => ({
      name: `our client signs in to ${name} at ${provider.name}`,
      isShort: true,
      run: () => runOurs(provider, start, false),
    })),
  ]);
}

async function runClient(client: ForeignClient, provider: Provider): Promise<string> {
  const port = await findFreePort();
  await using as = await provider.start(`http://127.0.0.1:${port}/mcp`);
  await using server = await startProtectedServer(as.url, port);
  const file = driverOf(`sign-in/client/${client.driver}`);
  const drive = async (...registered: readonly string[]): Promise<Steps> => {
    const args = ["--no-warnings", file, server.url, ...registered];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    return JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Steps;
  };
  const own = await drive();
  checkSteps(own);
  const full = provider.keepsScopes ? await drive(await registerByHand(as.url)) : own;
  checkSteps(full);
  match(full.written, client.stepsUp ? /written/ : /scopes write/);
  const renewal = own.isRenewable ? "renewal" : "second login";
  return ["registration", "PKCE", "call", renewal, ...(client.stepsUp ? ["step-up"] : [])].join(
    ", ",
  );
}

function checkSteps({ first, renewed, logins, isRenewable }: Steps): void {
  match(first, /read/);
  match(renewed, /read/);
  equal(logins, isRenewable ? 1 : 2);
}

async function runOurs(
  provider: Provider,
  start: (issuer: string, port: number) => Promise<Listening>,
  stepsUp: boolean,
): Promise<string> {
  const port = await findFreePort();
  await using as = await provider.start(`http://127.0.0.1:${port}/mcp`);
  await using server = await start(as.url, port);
  const browser = new Browser();
  const store = new MemoryTokenStore();
  let logins = 0;
  const auth = oauth({
    store,
    userAgent: {
      visit: async () => ({
        redirectUri: REDIRECT,
        authorize: async ({ url }) => {
          logins += 1;
          return await browser.signIn(url);
        },
        [Symbol.asyncDispose]: async () => undefined,
      }),
    },
  });
  await using client = await connect(server.url, { auth });
  match((await client.callTool("whoami")).text, /read/);
  equal(logins, 1);
  if (stepsUp) {
    equal((await client.callTool("write")).text, "written");
    equal(logins, 2);
  }
  // Another program with the same store needs no login.
  await using later = await connect(server.url, { auth: oauth({ store }) });
  match((await later.callTool("whoami")).text, /read/);
  return ["registration", "PKCE", "call", ...(stepsUp ? ["step-up"] : []), "stored login"].join(
    ", ",
  );
}

async function registerByHand(issuer: string): Promise<string> {
  const { registration_endpoint: endpoint } = await readMetadata(issuer);
  const response = await fetch(`${endpoint}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      redirect_uris: [REDIRECT],
      grant_types: ["authorization_code", "refresh_token"],
      token_endpoint_auth_method: "none",
      scope: "read write offline_access",
    }),
  });
  return await response.text();
}

async function readMetadata(issuer: string): Promise<Readonly<Record<string, unknown>>> {
  const response = await fetch(`${issuer}/.well-known/openid-configuration`);
  return (await response.json()) as Readonly<Record<string, unknown>>;
}

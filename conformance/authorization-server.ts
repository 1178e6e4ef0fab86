/**
 * Runs the suite's scenarios for authorization servers against a bridge: the metadata, and a login by
 * code. No set of requirements has them.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { bridge, oidc, testAuth } from "@mortise/auth-server";
import { createServer as createMcpServer, createNodeHandler } from "mortise";
import { findFreePort } from "../scripts/workspace/free-port.ts";
import { readResults } from "./read-results.ts";
import { SUITE } from "./suite.ts";

const CLIENT = { clientId: "bridge", clientSecret: "secret secret secret secret secret s" };
/** Milliseconds after which the suite hangs. */
const LIMIT_MS = 1_200_000;

/** The checks that have to succeed, by scenario. */
const CHECKS: Readonly<Record<string, readonly string[]>> = {
  "authorization-server-metadata-endpoint": [
    "authorization-server-metadata",
    "authorization-server-metadata-cimd",
  ],
  "authorization-code-grant": ["authorization-code-grant"],
};

/** The outcome of the scenarios. */
export interface AuthorizationServerResult {
  readonly passed: number;
  readonly failed: number;
  readonly lines: readonly string[];
}

/** Starts a bridge in front of an identity provider, and lets the suite sign in at it. */
export async function checkAuthorizationServer(
  results: string,
): Promise<AuthorizationServerResult> {
  const http = createServer();
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  const origin = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const url = `${origin}/mcp`;
  await using upstream = await testAuth({
    clients: [
      {
        client_id: CLIENT.clientId,
        client_secret: CLIENT.clientSecret,
        token_endpoint_auth_method: "client_secret_basic",
        redirect_uris: [`${origin}/oauth/callback`],
      },
    ],
  });
  await using auth = await bridge({
    url,
    upstream: oidc({ ...CLIENT, issuer: upstream.issuer, name: "Corp" }),
    scopes: ["read"],
  });
  const server = createMcpServer({ name: "guarded", version: "1", auth });
  http.on("request", createNodeHandler(server, { path: "/mcp" }));
  try {
    // The suite listens on a port that it is given.
    const port = await findFreePort();
    const clientId = await register(origin, `http://127.0.0.1:${port}/callback`);
    const output = join(results, "authorization");
    await runSuite(
      [
        ...["--url", origin, "--client-id", clientId, "--resource", url],
        ...["-p", String(port), "-o", output],
      ],
      join(results, "authorization.log"),
    );
    return judge(output);
  } finally {
    http.closeAllConnections();
    http.close();
  }
}

function judge(folder: string): AuthorizationServerResult {
  const found = readResults(folder);
  const lines: string[] = [];
  let failed = 0;
  for (const [scenario, expected] of Object.entries(CHECKS)) {
    const checks = found.get(`authorization-server-${scenario}`) ?? [];
    const good = checks.filter(({ status }) => status === "SUCCESS").map(({ id }) => id);
    const reasons = expected
      .filter((id) => !good.includes(id))
      .map(
        (id) => `${id}: ${JSON.stringify(checks.find((check) => check.id === id) ?? "nothing")}`,
      );
    if (checks.some(({ status }) => status !== "SUCCESS")) reasons.push(JSON.stringify(checks));
    if (reasons.length > 0) failed += 1;
    lines.push(
      `  ${reasons.length === 0 ? "pass" : "FAIL"}  ${scenario.padEnd(48)} ${checks.length} checks`,
    );
    lines.push(...reasons.map((reason) => `        ${reason}`));
  }
  return { passed: Object.keys(CHECKS).length - failed, failed, lines };
}

/** The suite prints the page that a user has to open, and waits for the code. */
async function runSuite(args: readonly string[], log: string): Promise<void> {
  const child = spawn(process.execPath, [SUITE, "authorization", ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const timer = setTimeout(() => child.kill(), LIMIT_MS);
  const output = createWriteStream(log);
  const visits: Promise<void>[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    output.write(`${line}\n`);
    const [page] = /https?:\/\/\S*\/oauth\/authorize\?\S+/.exec(line) ?? [];
    if (page !== undefined) visits.push(visit(new URL(page)));
  }
  await Promise.all(visits);
  clearTimeout(timer);
  output.end();
}

/** A user that allows everything: follows redirects and refreshes of pages, and sends the form. */
async function visit(page: URL): Promise<void> {
  const cookies = new Map<string, string>();
  let at = page;
  let form: URLSearchParams | undefined;
  for (;;) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(at, {
      redirect: "manual",
      headers: { cookie },
      ...(form && { method: "POST", body: form }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    const text = await response.text();
    const [, refresh] = /content="0; url=([^"]*)"/.exec(text) ?? [];
    const [, token] = /name="token" value="([^"]*)"/.exec(text) ?? [];
    const next = response.headers.get("location") ?? refresh?.replaceAll("&amp;", "&");
    form = undefined;
    if (next !== undefined) at = new URL(next, at);
    else if (token === undefined) return;
    else form = new URLSearchParams({ token, decision: "allow" });
  }
}

async function register(origin: string, redirectUri: string): Promise<string> {
  const response = await fetch(`${origin}/oauth/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ client_name: "Conformance", redirect_uris: [redirectUri] }),
  });
  const { client_id: clientId } = (await response.json()) as { readonly client_id: string };
  return clientId;
}

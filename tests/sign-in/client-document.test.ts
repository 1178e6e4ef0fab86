import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo, Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { bearerAuth, MemoryTokenStore, oauth } from "@mortise/auth";
import { guardFetch } from "@mortise/auth/node";
import type { BridgeOptions } from "@mortise/auth-server";
import { bridge, oidc, testAuth } from "@mortise/auth-server";
import { connect, createNodeHandler, createServer, listen } from "mortise";
import { expect, onTestFinished, test } from "vitest";
import type { Certificate } from "../fixture/network/certificate.ts";
import { createCertificate } from "../fixture/network/certificate.ts";
import { answeringUser } from "./fixture/answering-user.ts";

const HOSTS = ["app.example", "other.example", "localhost"];
const REDIRECT = "http://127.0.0.1:33418/callback";
const UPSTREAM = { clientId: "bridge", clientSecret: "secret secret secret secret secret s" };

async function start<Listener extends Server>(server: Listener, stop: () => void): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(stop);
  return (server.address() as AddressInfo).port;
}

/** Serves the documents of clients over TLS: each path of each host is one, and `/moved` leads to another. */
async function serveDocuments(certificate: Certificate) {
  const asked: string[] = [];
  const server = createHttpsServer(
    certificate,
    ({ headers: { host = "" }, url = "/" }, response) => {
      const clientId = `https://${host}${url}`;
      asked.push(clientId);
      if (url === "/moved") {
        response.writeHead(302, { location: `https://other.example:${port}/client.json` }).end();
        return;
      }
      response.setHeader("content-type", "application/json").end(
        JSON.stringify({
          client_id: clientId,
          client_name: "Editor",
          redirect_uris: [REDIRECT],
          token_endpoint_auth_method: "none",
        }),
      );
    },
  );
  const port: number = await start(server, () => {
    server.closeAllConnections();
    server.close();
  });
  return { port, asked };
}

/** Starts a server behind a bridge that gets documents by `fetch`. */
async function startBridge(fetch: NonNullable<BridgeOptions["fetch"]>): Promise<string> {
  const http = createHttpServer();
  const port = await start(http, () => {
    http.closeAllConnections();
    http.close();
  });
  const origin = `http://127.0.0.1:${port}`;
  const upstream = await testAuth({
    clients: [
      {
        client_id: UPSTREAM.clientId,
        client_secret: UPSTREAM.clientSecret,
        token_endpoint_auth_method: "client_secret_basic",
        redirect_uris: [`${origin}/oauth/callback`],
      },
    ],
  });
  const auth = await bridge({
    url: `${origin}/mcp`,
    upstream: oidc({ ...UPSTREAM, issuer: upstream.issuer }),
    scopes: ["read"],
    fetch,
    log: () => undefined,
  });
  http.on("request", createNodeHandler(serveCaller(auth), { path: "/mcp" }));
  onTestFinished(async () => {
    await auth.close();
    await upstream.stop();
  });
  return `${origin}/mcp`;
}

const serveCaller = (auth: NonNullable<Parameters<typeof createServer>[0]["auth"]>) =>
  createServer({ name: "s", version: "1", auth, log: () => undefined }).tool(
    "whoami",
    { description: "Names the client.", scopes: ["read"] },
    (_input, ctx) => String(ctx.auth?.clientId),
  );

const connectAs = (clientMetadataUrl: string, url: string) =>
  connect(url, {
    auth: oauth({
      clientMetadataUrl,
      userAgent: answeringUser({ decision: "allow" }),
      store: new MemoryTokenStore(),
    }),
  });

/** Resolves each name to this machine, where the guard lets one alone through. */
const guard = (ca: string) =>
  guardFetch({
    network: "public-only",
    allowHosts: ["app.example"],
    ca,
    resolve: async () => [{ address: "127.0.0.1", family: 4 }],
  });

test("a client is known to a bridge by the document at its https URL, and by no other address", async () => {
  const certificate = createCertificate(HOSTS);
  const { port, asked } = await serveDocuments(certificate);
  const url = await startBridge(guard(certificate.cert)(new URL("https://mcp.example")));
  const clientId = `https://app.example:${port}/client.json`;
  await using client = await connectAs(clientId, url);
  expect((await client.callTool("whoami")).text).toBe(clientId);
  expect(asked).toEqual([clientId]);
  for (const hidden of ["other.example", "localhost", "127.0.0.1", "[::ffff:127.0.0.1]", "127.1"]) {
    await expect(connectAs(`https://${hidden}:${port}/client.json`, url)).rejects.toThrow();
  }
  expect(asked).toEqual([clientId]);
  const moved = `https://app.example:${port}/moved`;
  await expect(connectAs(moved, url)).rejects.toThrow();
  expect(new Set(asked)).toEqual(new Set([clientId, moved]));
});

test("a document under a certificate that is not trusted makes no client known", async () => {
  const { port, asked } = await serveDocuments(createCertificate(HOSTS));
  const other = createCertificate(HOSTS);
  const url = await startBridge(guard(other.cert)(new URL("https://mcp.example")));
  await expect(connectAs(`https://app.example:${port}/client.json`, url)).rejects.toThrow();
  expect(asked).toEqual([]);
});

test("a client is known to a plain oidc-provider by its document, under NODE_EXTRA_CA_CERTS", async () => {
  const certificate = createCertificate(HOSTS);
  const { port, asked } = await serveDocuments(certificate);
  const folder = mkdtempSync(join(tmpdir(), "mortise-ca-"));
  const file = join(folder, "extra.pem");
  writeFileSync(file, certificate.cert);
  const program = fileURLToPath(new URL("../fixture/auth/document-provider.ts", import.meta.url));
  const origin = `https://localhost:${port}`;
  const provider = spawn(process.execPath, ["--no-warnings", program, origin], {
    env: { ...process.env, NODE_EXTRA_CA_CERTS: file },
    stdio: ["ignore", "pipe", "ignore"],
  });
  onTestFinished(() => {
    provider.kill();
    rmSync(folder, { recursive: true });
  });
  const lines = createInterface(provider.stdout);
  const { value: issuer = "" } = await lines[Symbol.asyncIterator]().next();
  await using listening = await listen(serveCaller(bearerAuth({ issuer, scopes: ["read"] })), {
    port: 0,
  });
  const clientId = `${origin}/client.json`;
  await using client = await connectAs(clientId, listening.url);
  expect((await client.callTool("whoami")).text).toBe(clientId);
  expect(new Set(asked)).toEqual(new Set([clientId]));
  await expect(connectAs(`https://127.0.0.1:${port}/client.json`, listening.url)).rejects.toThrow();
  expect(new Set(asked)).toEqual(new Set([clientId]));
});

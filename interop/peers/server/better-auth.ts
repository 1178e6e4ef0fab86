// An authorization server on better-auth and its OAuth provider, for one resource: the URL that its argument names.
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { DatabaseSync } from "node:sqlite";
import { text as readText } from "node:stream/consumers";
import { oauthProvider, oauthProviderAuthServerMetadata } from "@better-auth/oauth-provider";
import { betterAuth } from "better-auth";
import { getMigrations } from "better-auth/db/migration";
import { toNodeHandler } from "better-auth/node";
import { jwt } from "better-auth/plugins";

const [, , resource = ""] = process.argv;
const USER = { email: "alice@example.com", password: "correct horse battery staple" };

const http = createServer().listen(0, "127.0.0.1");
await once(http, "listening");
const origin = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
const auth = betterAuth({
  baseURL: origin,
  secret: "a secret of this program, for tests only",
  database: new DatabaseSync(":memory:"),
  telemetry: { enabled: false },
  rateLimit: { enabled: false },
  // Its own documentation: the endpoint is not for OAuth.
  disabledPaths: ["/token"],
  emailAndPassword: { enabled: true },
  plugins: [
    jwt(),
    oauthProvider({
      loginPage: "/login",
      consentPage: "/consent",
      scopes: ["openid", "offline_access", "read", "write"],
      resources: [{ identifier: resource, name: "notes" }],
      clientRegistrationDefaultResources: [resource],
      allowDynamicClientRegistration: true,
      allowUnauthenticatedClientRegistration: true,
    }),
  ],
});
await (await getMigrations(auth.options)).runMigrations();
await auth.api.signUpEmail({ body: { name: "Alice", ...USER } });
const metadata = oauthProviderAuthServerMetadata(auth);
const handle = toNodeHandler(auth);

http.on("request", async (request: IncomingMessage, response: ServerResponse) => {
  const { pathname, search } = new URL(request.url ?? "", origin);
  if (pathname.startsWith("/.well-known/oauth-authorization-server")) {
    const answer = await metadata(new Request(`${origin}${pathname}`));
    response.setHeader("content-type", "application/json").end(await answer.text());
  } else if (pathname === "/login" || pathname === "/consent") {
    if (request.method === "GET") showPage(response, pathname, search.slice(1));
    else await submitPage(request, response, pathname);
  } else {
    await handle(request, response);
  }
});
console.log(`\n${origin}/api/auth`);

function showPage(response: ServerResponse, path: string, query: string): void {
  const hidden = `<input name="oauth_query" value="${query.replaceAll("&", "&amp;")}">`;
  const fields = path === "/login" ? '<input name="email"><input name="password">' : "";
  response
    .setHeader("content-type", "text/html")
    .end(`<form method="post" action="${path}">${hidden}${fields}</form>`);
}

async function submitPage(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<void> {
  const { oauth_query, ...fields } = Object.fromEntries(
    new URLSearchParams(await readText(request)),
  );
  const endpoint = path === "/login" ? "/sign-in/email" : "/oauth2/consent";
  const answer = await auth.handler(
    new Request(`${origin}/api/auth${endpoint}`, {
      method: "POST",
      headers: { "content-type": "application/json", cookie: request.headers.cookie ?? "", origin },
      body: JSON.stringify({ oauth_query, ...(path === "/login" ? fields : { accept: true }) }),
    }),
  );
  const { url } = (await answer.json()) as { readonly url?: string };
  response.setHeader("set-cookie", answer.headers.getSetCookie());
  response.writeHead(url === undefined ? 500 : 302, { location: url ?? "" }).end();
}

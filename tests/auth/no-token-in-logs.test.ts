import { inspect } from "node:util";
import { bearerAuth, MemoryTokenStore, oauth } from "@mortise/auth";
import { testAuth } from "@mortise/auth-server";
import { connect, createServer, listen, logging } from "mortise";
import { expect, test, vi } from "vitest";
import { RESOURCE } from "../fixture/auth/attacked-server.ts";
import { signedInUser } from "../fixture/auth/official-server.ts";

/** The parameters of requests and the members of answers that are secrets. */
const SECRETS = [
  "access_token",
  "refresh_token",
  "id_token",
  "code",
  "code_verifier",
  "client_secret",
  "registration_access_token",
];

/** Adds the secrets of a form, a query or a JSON object. */
function collect(text: string, secrets: Set<string>): void {
  let members: Readonly<Record<string, unknown>>;
  try {
    members = JSON.parse(text);
  } catch {
    members = Object.fromEntries(new URLSearchParams(text));
  }
  for (const name of SECRETS) {
    const value = members[name];
    if (typeof value === "string" && value !== "") secrets.add(value);
  }
}

test("a login, calls, refusals, renewals and a logout leave no secret in any output", async () => {
  const said: string[] = [];
  const say = (value: unknown): void => void said.push(inspect(value, { depth: 20 }));
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, "write").mockImplementation((chunk) => {
      said.push(String(chunk));
      return true;
    });
  }
  process.on("warning", say);
  const secrets = new Set<string>();
  await using as = await testAuth({
    resources: [{ resource: RESOURCE, scopes: ["read", "write"], defaultScopes: ["read"] }],
  });
  const server = createServer({
    name: "verbose",
    version: "1",
    log: say,
    clock: as.clock,
    auth: bearerAuth({
      issuer: as.issuer,
      audience: RESOURCE,
      clock: as.clock,
      onAuth: say,
      onDenied: say,
    }),
  })
    .use(logging({ level: "info", arguments: true, log: say }))
    .tool("read", { description: "Reads" }, (_input, ctx) => {
      say(ctx.auth);
      return JSON.stringify(ctx.auth);
    })
    .tool("write", { description: "Writes", scopes: ["write"] }, () => "written")
    .tool("fail", { description: "Fails" }, (_input, ctx) => {
      throw new Error("broken", { cause: ctx.auth });
    });
  await using listening = await listen(server, { port: 0 });
  const store = new MemoryTokenStore(as.clock);
  const auth = oauth({
    userAgent: signedInUser(as),
    store,
    clock: as.clock,
    onWarning: say,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      const { search, pathname } = new URL(request.url);
      collect(search, secrets);
      if (pathname.includes("/.well-known/oauth-protected-resource")) {
        return Response.json({ resource: RESOURCE, authorization_servers: [as.issuer] });
      }
      collect(await request.clone().text(), secrets);
      const response = await fetch(request);
      collect(await response.clone().text(), secrets);
      return response;
    },
  });
  const toServer: typeof fetch = (input, init) => {
    const request = new Request(input, init);
    return fetch(new Request(listening.url, request));
  };
  const client = await connect(RESOURCE, { auth, fetch: toServer });
  say(await client.callTool("read"));
  say(await client.callTool("write"));
  say(await client.callTool("fail").catch((error: unknown) => error));
  await as.expire();
  say(await client.callTool("read"));
  const held = [...secrets];
  for (const attempt of [
    { authorization: `Bearer ${held.at(-1)}x` },
    { authorization: `Bearer ${held[0]}, Bearer ${held[0]}` },
    { authorization: `DPoP ${held[0]}`, dpop: String(held[0]) },
  ]) {
    say(await (await fetch(listening.url, { method: "POST", headers: attempt })).text());
  }
  say(await (await fetch(`${listening.url}?access_token=${held[0]}`)).text());
  say(client);
  say(auth);
  say(store);
  say(await auth.account(RESOURCE));
  await as.expire({ refresh: true });
  await as.stop();
  say(await client.callTool("read").catch((error: unknown) => error));
  say(await auth.logout(RESOURCE));
  await client.close();
  process.off("warning", say);
  vi.restoreAllMocks();

  // Two logins (the second for more scopes) and a renewal, each with its own tokens.
  expect(secrets.size).toBeGreaterThanOrEqual(8);
  const shown = said.join("\n");
  expect(shown).toContain(`${as.issuer}#alice`);
  for (const secret of secrets) {
    for (const part of [secret, ...secret.split(".")]) {
      if (part.length >= 8) expect(shown).not.toContain(part.slice(0, 8));
    }
  }
});

import type { ChildProcess, ChildProcessWithoutNullStreams } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { TestAuth } from "@mortise/auth-server";
import { testAuth } from "@mortise/auth-server";
import { expect, onTestFinished, test } from "vitest";
import type { ProtectedServer } from "../fixture/server/protected-server.ts";
import { serveProtected } from "../fixture/server/protected-server.ts";

const BIN = fileURLToPath(new URL("../../packages/mortise/src/bin.ts", import.meta.url));

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

interface Scene {
  readonly as: TestAuth;
  readonly server: ProtectedServer;
  readonly folder: string;
  /** Starts the command without a terminal. */
  start(args: readonly string[]): ChildProcessWithoutNullStreams;
  /** Runs the command without a terminal, as scripts do. */
  run(...args: readonly string[]): Promise<Outcome>;
  /** Runs the command and is the browser of its user. */
  signIn(...args: readonly string[]): Promise<Outcome>;
}

async function open(
  options: Parameters<typeof testAuth>[0] = {},
  audience?: string,
): Promise<Scene> {
  const as = await testAuth({ users: ["ann"], ...options });
  const server = await serveProtected(as, { audience });
  const folder = mkdtempSync(join(tmpdir(), "mortise-login-"));
  onTestFinished(async () => {
    await server[Symbol.asyncDispose]();
    await as[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });
  const start = (args: readonly string[]) => {
    const {
      NO_COLOR: _,
      FORCE_COLOR: __,
      DBUS_SESSION_BUS_ADDRESS: ___,
      ...inherited
    } = process.env;
    const env = { ...inherited, MORTISE_AUTH_DIR: join(folder, "auth") };
    const child = spawn(process.execPath, [BIN, ...args], { cwd: folder, env });
    child.stdin.end();
    return child;
  };
  const signIn = async (...args: readonly string[]): Promise<Outcome> => {
    const child = start(args);
    let seen = "";
    let isVisited = false;
    child.stderr.on("data", async (chunk: Buffer) => {
      seen += chunk;
      const [url] = /https?:\/\/\S+\/authorize\?\S+/.exec(seen) ?? [];
      if (url === undefined || isVisited || !/\n$/.test(seen)) return;
      isVisited = true;
      await fetch(await as.browse(url));
    });
    return await outcomeOf(child);
  };
  return { as, server, folder, start, run: (...args) => outcomeOf(start(args)), signIn };
}

async function outcomeOf(child: ChildProcess): Promise<Outcome> {
  if (child.stdout === null || child.stderr === null) throw new Error("The command has no output");
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  return { code, out, err };
}

test("a login is used by the other commands until it is ended", async () => {
  const { as, server, folder, run, signIn } = await open();
  const before = await run("call", server.url, "whoami");
  expect(before.code).toBe(6);
  expect(before.err).toContain(`mortise login ${server.url}`);
  expect(before.out).toBe("");

  const login = await signIn("login", server.url, "--no-browser");
  expect(login).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^Signed in as .+ at 127\.0\.0\.1:\d+\n$/),
  });
  expect(login.err).not.toContain("was opened in your browser");

  const listed = await run("list", server.url);
  expect(listed).toMatchObject({ code: 0, out: expect.stringContaining("whoami") });
  expect(listed.err).toMatch(/signed in as .+ at 127\.0\.0\.1/);
  const called = await run("call", server.url, "whoami", "--json");
  expect(JSON.parse(called.out)).toMatchObject({ content: [{ text: "You are ann" }] });

  await as.expire();
  expect((await run("call", server.url, "whoami")).out).toContain("You are ann");
  expect(as.count("authorize")).toBeGreaterThan(0);
  expect(as.count("registration")).toBe(1);

  const shown = await run("auth", "list", "--json");
  expect(JSON.parse(shown.out)).toMatchObject({
    logins: [{ url: server.url, profile: "default" }],
  });

  const logout = await run("logout", server.url);
  expect(logout).toMatchObject({ code: 0, out: `Signed out of ${server.url}\n` });
  expect(as.count("revocation")).toBeGreaterThan(0);
  expect((await run("call", server.url, "whoami")).code).toBe(6);
  expect((await run("logout", server.url)).out).toBe("There was no login to end\n");

  const outputs = [before, login, listed, called, shown, logout].map(({ out, err }) => out + err);
  expect(outputs.join("\n")).not.toMatch(/eyJ[\w-]{10}|refresh_token|access_token/);
  for (const name of readdirSync(join(folder, "auth"))) {
    expect(readFileSync(join(folder, "auth", name), "latin1")).not.toContain("eyJ");
  }
});

test("a tool that needs a further scope names the login that gets it", async () => {
  const { server, run, signIn } = await open();
  await signIn("login", server.url, "--no-browser");
  const refused = await run("call", server.url, "refund");
  const command = `mortise login ${server.url} --scope orders:write`;
  expect([refused.code, refused.err]).toEqual([6, expect.stringContaining(command)]);
  expect(refused.err).toContain("asks for the scopes orders:write");
  const login = await signIn(...command.split(" ").slice(1), "--no-browser", "--json");
  expect(JSON.parse(login.out)).toMatchObject({
    scopes: expect.arrayContaining(["orders:read", "orders:write"]),
  });
  expect((await run("call", server.url, "refund")).out).toBe("refunded\n");
});

test("profiles keep accounts apart, and `--all` ends every login", async () => {
  const { server, run, signIn } = await open();
  await signIn("login", server.url, "--no-browser", "--profile", "work");
  const other = await run("call", server.url, "whoami");
  expect([other.code, other.err]).toEqual([6, expect.stringContaining("mortise login")]);
  const work = await run("call", server.url, "whoami", "--profile", "work");
  expect(work).toMatchObject({ code: 0, err: expect.stringContaining("(profile work)") });
  expect((await run("logout", "--all")).out).toBe(`Signed out of ${server.url}\n`);
  expect((await run("call", server.url, "whoami", "--profile", "work")).code).toBe(6);
  expect((await run("auth", "list")).out).toBe("You are not signed in to any server\n");
});

test("a client that is registered by hand signs in, and later commands know it", async () => {
  const redirect = "http://127.0.0.1/callback";
  const client = {
    client_id: "by-hand",
    token_endpoint_auth_method: "none",
    application_type: "native",
    redirect_uris: [redirect],
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
  } as const;
  const { as, server, run, signIn } = await open({
    registration: false,
    clients: [
      {
        ...client,
        redirect_uris: [redirect],
        grant_types: [...client.grant_types],
        response_types: ["code"],
      },
    ],
  });
  const without = await run("login", server.url, "--no-browser");
  expect(without.code).toBe(6);
  const login = await signIn("login", server.url, "--no-browser", "--client-id", "by-hand");
  expect(login.code).toBe(0);
  await as.expire();
  expect((await run("call", server.url, "whoami")).out).toContain("You are ann");
  const refused = await run("call", server.url, "refund");
  expect(refused.err).toContain("--client-id by-hand --scope orders:write");
  // A scope is added to how the user signed in, which stays as it was.
  const more = await signIn(
    "login",
    server.url,
    "--no-browser",
    "--scope",
    "orders:write",
    "--json",
  );
  expect(JSON.parse(more.out)).toMatchObject({
    clientId: "by-hand",
    scopes: expect.arrayContaining(["orders:read", "orders:write"]),
  });
  expect(await run("call", server.url, "refund")).toMatchObject({ code: 0 });
});

test("the habits of an identity provider and another path to come back to are given once (google-gemini/gemini-cli#14419, aaif-goose/goose#8918)", async () => {
  const client = {
    client_id: "by-hand",
    token_endpoint_auth_method: "none" as const,
    application_type: "native" as const,
    redirect_uris: ["http://127.0.0.1/oauth/done"],
    grant_types: ["authorization_code", "refresh_token"],
  };
  // The tokens of this profile are for the application, and its metadata lists no PKCE.
  const { as, server, run, signIn } = await open(
    { profile: "entra", clients: [client] },
    "api://tools",
  );
  const login = ["login", server.url, "--no-browser", "--client-id", "by-hand"] as const;
  const without = await run(...login);
  expect([without.code, without.err]).toEqual([6, expect.stringContaining("--quirks entra")]);
  const wrong = await run(...login, "--quirks", "entr");
  expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('did you mean "entra"?')]);
  const two = await run(...login, "--quirks", "entra", "--metadata-issuer", as.issuer);
  expect([two.code, two.err]).toEqual([2, expect.stringContaining("give one of")]);
  const path = ["--callback-path", "/oauth/done"] as const;
  expect(await signIn(...login, "--quirks", "entra", ...path)).toMatchObject({ code: 0 });
  await as.expire();
  const later = await run("call", server.url, "whoami");
  expect([later.out, later.err]).toEqual([
    "You are ann\n",
    expect.stringMatching(/^signed in as client by-hand at \S+\n$/),
  ]);
});

test("a user signs in with a code on another device, and later commands know it", async () => {
  const { as, server, run, start } = await open();
  const child = start(["login", server.url, "--device"]);
  const outcome = outcomeOf(child);
  let seen = "";
  const { promise: shown, resolve } = Promise.withResolvers<RegExpExecArray>();
  child.stderr.on("data", (chunk: Buffer) => {
    seen += chunk;
    const found = /Open (\S+) on any device, and type this code:\n\n {2}(\S+)\n/.exec(seen);
    if (found !== null) resolve(found);
  });
  const [, page = "", code = ""] = await Promise.race([
    shown,
    outcome.then(({ err }) => Promise.reject(new Error(err))),
  ]);
  expect(new URL(page).origin).toBe(new URL(as.issuer).origin);
  await as.enterUserCode(code);
  const { out, code: exitCode } = await outcome;
  expect([exitCode, out]).toEqual([0, expect.stringMatching(/^Signed in as .+ at 127/)]);
  expect(as.count("authorize")).toBe(0);
  await as.expire();
  expect((await run("call", server.url, "whoami")).out).toContain("You are ann");
  const refused = await run("call", server.url, "refund");
  const hint = `mortise login ${server.url} --device --scope orders:write`;
  expect([refused.code, refused.err]).toEqual([6, expect.stringContaining(hint)]);
  expect((await run("logout", server.url)).out).toBe(`Signed out of ${server.url}\n`);
});

test("a configuration says how to sign in, and its mistakes are named", async () => {
  const { server, folder, run, signIn } = await open();
  const write = (auth: unknown): void => {
    const servers = { shop: { url: server.url, auth } };
    writeFileSync(join(folder, "mcp.json"), JSON.stringify({ mcpServers: servers }));
  };
  write({ profile: "shop", scopes: ["orders:read", "orders:write"] });
  expect((await signIn("login", "--config", "mcp.json", "--no-browser")).code).toBe(0);
  const refund = await run("call", "--config", "mcp.json", "refund");
  expect(refund).toMatchObject({ code: 0, out: expect.stringContaining("refunded") });
  write({ issuer: "https://other.example", callbackPath: "/done" });
  const elsewhere = await run("list", "--config", "mcp.json");
  expect(elsewhere).toMatchObject({
    code: 6,
    err: expect.stringContaining("https://other.example"),
  });
  write({ metadataIssuer: "https://other.example", callbackPath: "/done", quirks: 1 });
  const mistyped = await run("list", "--config", "mcp.json");
  expect(mistyped).toMatchObject({
    code: 2,
    err: expect.stringContaining("auth.quirks that is no text"),
  });
  write({ scope: ["orders:read"] });
  const wrong = await run("list", "--config", "mcp.json");
  expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining('did you mean "scopes"?') });
  write(false);
  expect((await run("list", "--config", "mcp.json")).err).toContain("401");
});

test("doctor walks to a signed-in call, and ends with 6 at what is wrong", async () => {
  const { as, server, run, signIn } = await open();
  const before = await run("auth", "doctor", server.url);
  expect(before.code).toBe(0);
  expect(before.out).toContain(`sign in: mortise login ${server.url}`);
  await signIn("login", server.url, "--no-browser");
  const after = await run("auth", "doctor", server.url, "--json");
  const { findings } = JSON.parse(after.out);
  expect(findings.map(({ step, status }: Record<string, string>) => `${step} ${status}`)).toEqual([
    "server ok",
    "challenge ok",
    "resource ok",
    "issuer ok",
    "pkce ok",
    "registration ok",
    "login ok",
    "token ok",
    "call ok",
  ]);
  await as.stop();
  const broken = await run("auth", "doctor", server.url);
  expect(broken).toMatchObject({ code: 6, out: expect.stringContaining("✗ issuer") });
});

test("a program has no sign-in, and the advice says so", async () => {
  const { run, folder } = await open();
  writeFileSync(join(folder, "server.ts"), "");
  const login = await run("login", "server.ts");
  expect(login).toMatchObject({ code: 2, err: expect.stringContaining("is a program") });
  const profile = await run("list", "server.ts", "--profile", "work");
  expect(profile).toMatchObject({ code: 2, err: expect.stringContaining("--profile is for URLs") });
});

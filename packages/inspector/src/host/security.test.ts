import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingHttpHeaders } from "node:http";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import type { Page } from "./fixture/open-page.ts";
import { DESK, httpTarget, openPage } from "./fixture/open-page.ts";

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Sends a request with headers that `fetch` does not let through, such as Host. */
async function send(
  { origin }: Page,
  path: string,
  {
    method = "GET",
    headers = {},
    body,
  }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const sent = request(`${origin}${path}`, { method, headers, agent: false }, (response) => {
    const { statusCode: status, headers: received } = response;
    // A stream of events has no end.
    if (String(received["content-type"]).startsWith("application/x-ndjson")) {
      response.destroy();
      resolve({ status, headers: received, body: "" });
      return;
    }
    text(response).then((whole) => resolve({ status, headers: received, body: whole }), reject);
  });
  sent.on("error", reject);
  sent.end(method === "POST" ? body : undefined);
  return await promise;
}

const CALL = JSON.stringify({ connection: "desk", method: "tools/list", params: {} });
const ROUTES = ["/", "/s/desk/tools", "/assets/x.js", "/_inspect/events", "/_inspect/nope"];

test.each(ROUTES)(
  "a name that was bound to this machine by its own DNS is refused at %s",
  async (path) => {
    const page = await openPage([]);
    const { authorization = "" } = page.headers;
    for (const host of ["evil.example", "evil.example:5173", "localhost.evil.example"]) {
      const answer = await send(page, path, { headers: { host, authorization } });
      expect(answer.status).toBe(403);
      expect(JSON.parse(answer.body)).toMatchObject({
        error: {
          code: "REFUSED",
          cause: expect.stringContaining(JSON.stringify(host)),
          fix: expect.stringContaining("--allow-host"),
        },
      });
    }
    const { port } = new URL(page.origin);
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`, "LOCALHOST"]) {
      expect((await send(page, path, { headers: { host, authorization } })).status).not.toBe(403);
    }
  },
);

test.each(["call", "events", "frame?id=1", "result?call=x"])(
  "a page of another origin is refused at %s, whatever it sends",
  async (name) => {
    const page = await openPage([]);
    const { authorization = "" } = page.headers;
    const { port } = new URL(page.origin);
    const method = name === "call" ? "POST" : "GET";
    const type = { "content-type": "application/json" };
    for (const foreign of [
      { origin: "http://evil.example" },
      { origin: `http://localhost:${Number(port) + 1}` },
      { origin: "null" },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
    ] as Record<string, string>[]) {
      const headers = { authorization, ...type, ...foreign };
      const answer = await send(page, `/_inspect/${name}`, { method, headers, body: CALL });
      expect(answer.status).toBe(403);
    }
    const own = { authorization, ...type, origin: page.origin, "sec-fetch-site": "same-origin" };
    const answer = await send(page, `/_inspect/${name}`, { method, headers: own, body: CALL });
    expect(answer.status).not.toBe(403);
  },
);

test("no answer allows another origin to read it, a preflight neither", async () => {
  const page = await openPage([]);
  for (const [method, path] of [
    ["GET", "/"],
    ["GET", "/_inspect/events"],
    ["OPTIONS", "/_inspect/call"],
    ["OPTIONS", "/"],
  ] as const) {
    const { headers, status } = await send(page, path, {
      method,
      headers: {
        origin: "http://evil.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type",
      },
    });
    expect(Object.keys(headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
    if (method === "OPTIONS") expect(status).toBeGreaterThanOrEqual(400);
  }
});

test("a form of another site has no type that is taken", async () => {
  const page = await openPage([]);
  const { authorization = "" } = page.headers;
  for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""]) {
    const headers = { authorization, "content-type": type };
    const answer = await send(page, "/_inspect/call", { method: "POST", headers, body: CALL });
    expect(answer.status).toBe(415);
  }
});

test.each(["call", "raw", "answer", "add", "save", "connect", "open-editor", "clear-wire"])(
  "%s needs the token",
  async (name) => {
    const page = await openPage([]);
    const { token } = page.host;
    for (const authorization of ["", "Bearer", "Bearer x", `Bearer ${token}x`, `Basic ${token}`]) {
      const headers = {
        "content-type": "application/json",
        ...(authorization && { authorization }),
      };
      const answer = await send(page, `/_inspect/${name}`, { method: "POST", headers, body: "{}" });
      expect(answer.status).toBe(401);
      expect(answer.body).not.toContain(token);
    }
    const query = await send(page, `/_inspect/events?token=${token}`);
    expect(query.status).toBe(401);
    const cookie = await send(page, "/_inspect/events", { headers: { cookie: `token=${token}` } });
    expect(cookie.status).toBe(401);
  },
);

test("without the token a page of mortise dev uses its own server, and nothing else", async () => {
  const page = await openPage([{ ...DESK, kind: "self" }, DESK], { mode: "dev" });
  await page.connection("self", "connected");
  await page.connection("desk", "connected");
  const post = (name: string, body: object): Promise<Answer> =>
    send(page, `/_inspect/${name}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  const own = await post("call", { connection: "self", method: "tools/list", params: {} });
  expect(own.status).toBe(200);
  for (const [name, body] of [
    ["call", { connection: "desk", method: "tools/list", params: {} }],
    ["connect", { connection: "desk" }],
    ["disconnect", { connection: "self" }],
    ["add", { url: "http://localhost:1/mcp" }],
    ["save", { call: { name: "a", connection: "self", method: "ping", params: {} } }],
    ["clear-wire", {}],
    ["open-editor", { file: "/etc/passwd", line: 1 }],
    ["roots", { connection: "self", roots: [] }],
  ] as const) {
    expect([name, (await post(name, body)).status]).toEqual([name, 401]);
  }
  const seen = await readOwnEvents(page);
  expect(seen).toContain('"self"');
  expect(seen).not.toMatch(/"(?:connection|id)":"desk"/);
});

/** The events of a page without the token, until those of its connection have come. */
async function readOwnEvents({ origin }: Page): Promise<string> {
  const leaving = new AbortController();
  onTestFinished(() => leaving.abort());
  const { body } = await fetch(`${origin}/_inspect/events`, { signal: leaving.signal });
  let seen = "";
  for await (const part of (body ?? []) as AsyncIterable<Uint8Array>) {
    seen += Buffer.from(part).toString();
    if (seen.includes('"tools/list"')) break;
  }
  return seen;
}

test("the token is in no page, file, header, event or row", async () => {
  const page = await openPage([DESK]);
  await page.connection("desk", "connected");
  await page.call("desk", "tools/call", { name: "echo", arguments: { text: "a" } });
  const { token } = page.host;
  for (const path of ["/", "/s/desk", "/_inspect/nope", "/assets/none.js"]) {
    const answer = await send(page, path, { headers: page.headers });
    expect(`${JSON.stringify(answer.headers)}${answer.body}`).not.toContain(token);
  }
  expect(JSON.stringify(page.events)).not.toContain(token);
});

test("no page frames the inspector, and it runs its own scripts alone", async () => {
  const page = await openPage([], { pageFolder: makePage() });
  for (const path of ["/", "/s/desk/tools/echo.v2", "/_inspect/nope"]) {
    const { headers } = await send(page, path, { headers: page.headers });
    const policy = String(headers["content-security-policy"]);
    for (const part of [
      "default-src 'self'",
      "script-src 'self'",
      "object-src 'none'",
      "frame-ancestors 'none'",
    ]) {
      expect(policy).toContain(part);
    }
    expect(headers).toMatchObject({
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cross-origin-resource-policy": "same-origin",
      "x-frame-options": "DENY",
    });
    expect(headers["set-cookie"]).toBeUndefined();
  }
});

/** A built page, of which one file is compressed. */
function makePage(): URL {
  const folder = mkdtempSync(join(tmpdir(), "mortise-page-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, "assets"));
  writeFileSync(
    join(folder, "index.html.gz"),
    gzipSync("<html><head></head><body>page</body></html>"),
  );
  writeFileSync(join(folder, "assets", "app-1.js.gz"), gzipSync("export const app = 1;"));
  writeFileSync(join(folder, "assets", "app-1.css"), "body {}");
  return pathToFileURL(`${folder}/`);
}

test("files are served compressed or plain, and each address of the page is the page", async () => {
  const page = await openPage([], { pageFolder: makePage() });
  for (const path of ["/", "/s/desk/tools/a.b", "/s/desk/resources/file%3A%2F%2Fx.js"]) {
    const { status, body } = await send(page, path);
    expect([status, body]).toEqual([
      200,
      '<html><head><base href="/"></head><body>page</body></html>',
    ]);
  }
  const plain = await send(page, "/assets/app-1.js");
  expect(plain).toMatchObject({ status: 200, body: "export const app = 1;" });
  expect(plain.headers).toMatchObject({
    "content-type": "text/javascript; charset=utf-8",
    "cache-control": expect.stringContaining("immutable"),
  });
  const compressed = await fetch(`${page.origin}/assets/app-1.js`);
  expect(compressed.headers.get("content-encoding")).toBe("gzip");
  expect(await compressed.text()).toBe("export const app = 1;");
  expect((await send(page, "/assets/gone.js")).status).toBe(404);
  for (const path of [
    "/assets/../../etc/passwd",
    "/assets/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "/..%2f..%2fetc/passwd",
  ]) {
    expect((await send(page, path)).body).not.toContain("root:");
  }
});

test.each([
  ["with its prefix", "/x"],
  ["without its prefix", ""],
])("behind a path prefix the page and its requests work, passed on %s", async (_how, prefix) => {
  const page = await openPage([], { pageFolder: makePage(), base: "/x/" });
  const { body } = await send(page, `${prefix}/s/desk`);
  expect(body).toContain('<base href="/x/">');
  expect((await send(page, `${prefix}/assets/app-1.css`)).body).toBe("body {}");
  const events = await send(page, `${prefix}/_inspect/events`, { headers: page.headers });
  expect(events.status).toBe(200);
  const unknown = await send(page, `${prefix}/_inspect/nope`, { headers: page.headers });
  expect([unknown.status, JSON.parse(unknown.body).error.code]).toEqual([404, "NOT_FOUND"]);
});

test("a request with a body that does not fit names the places", async () => {
  const page = await openPage([]);
  const answer = await page.send("call", { connection: "desk", method: 4, extra: true });
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({
    error: { code: "INVALID_INPUT", cause: expect.stringMatching(/method.*|params/) },
  });
  const broken = await fetch(`${page.origin}/_inspect/call`, {
    method: "POST",
    headers: page.headers,
    body: "{",
  });
  expect(broken.status).toBe(400);
});

test.each([
  "http://169.254.169.254/latest/meta-data/",
  "http://[fe80::1]/mcp",
  "http://[fd00:ec2::254]/mcp",
  "http://[::ffff:169.254.169.254]/mcp",
  "http://0xa9fea9fe/mcp",
  "http://100.100.100.200/mcp",
])("the page cannot add %s", async (url) => {
  const page = await openPage([], { openUrl: ({ url: added }) => httpTarget("added", added) });
  const { connection } = await page.post("add", { url });
  const state = await page.connection(connection, "failed");
  expect(state.failure).toMatchObject({ code: "BLOCKED_ADDRESS" });
});

test.each([
  "file:///etc/passwd",
  "javascript:alert(1)",
  "node server.js",
  "http://ann:pw@host/mcp",
])("%s is no URL that the page can add", async (url) => {
  const page = await openPage([], { openUrl: ({ url: added }) => httpTarget("added", added) });
  expect((await page.send("add", { url })).status).toBe(400);
});

test("credentials that are sent are in no row", async () => {
  const page = await openPage([httpTarget("gone", "http://127.0.0.1:1/mcp")]);
  await page.connection("gone", "failed");
  const heads = page.rows().filter(({ kind }) => kind === "http-request");
  expect(heads.length).toBeGreaterThan(0);
  expect(JSON.stringify(page.events)).not.toContain("Bearer ");
});

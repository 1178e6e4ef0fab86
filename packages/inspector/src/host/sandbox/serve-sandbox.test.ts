import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { openPage } from "../fixture/open-page.ts";

interface Answer {
  readonly status: number | undefined;
  readonly policy: readonly string[];
  readonly body: string;
}

/** Asks `origin` under another name, which `fetch` does not let through. */
async function ask(origin: string, path: string, host: string): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const sent = request(`${origin}${path}`, { headers: { host }, agent: false }, (response) => {
    const policy = String(response.headers["content-security-policy"]).split("; ");
    text(response).then((body) => resolve({ status: response.statusCode, policy, body }), reject);
  });
  sent.on("error", reject);
  sent.end();
  return await promise;
}

function sandboxPath(csp: unknown): string {
  return `/_sandbox/?csp=${encodeURIComponent(JSON.stringify(csp))}`;
}

test("the sandbox reaches what its view declares, and never the process behind the page", async () => {
  const { origin } = await openPage([]);
  const { port } = new URL(origin);
  const csp = {
    connectDomains: ["https://api.example.com", `http://localhost:${port}`],
    resourceDomains: ["https://*.cdn.example.com", "https://*", "https://x.example; frame-src *"],
    frameDomains: ["https://video.example.com"],
    baseUriDomains: ["https://base.example.com"],
  };
  const { status, policy } = await ask(origin, sandboxPath(csp), `127.0.0.1:${port}`);
  expect(status).toBe(200);
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("connect-src https://api.example.com");
  expect(policy).toContain("img-src data: blob: https://*.cdn.example.com");
  expect(policy).toContain("frame-src https://video.example.com");
  expect(policy).toContain("base-uri https://base.example.com");
  expect(policy).toContain("sandbox allow-scripts allow-forms");
  expect(policy).toContain(`frame-ancestors localhost:${port}`);
  expect(policy.filter((directive) => directive.includes("'self'"))).toEqual([]);
});

test("a view without a declaration reaches nothing", async () => {
  const { origin } = await openPage([]);
  const { port } = new URL(origin);
  for (const path of ["/_sandbox/", sandboxPath({}), sandboxPath(null)]) {
    const { policy } = await ask(origin, path, `localhost:${port}`);
    expect(policy).toContain("connect-src 'none'");
    expect(policy).toContain("frame-src 'none'");
    expect(policy).toContain("base-uri 'none'");
    expect(policy).toContain(`frame-ancestors 127.0.0.1:${port}`);
  }
});

test("a declaration that is no JSON is refused", async () => {
  const { origin } = await openPage([]);
  const { host } = new URL(origin);
  const { status, body } = await ask(origin, "/_sandbox/?csp=%7B", host);
  expect(status).toBe(400);
  expect(JSON.parse(body)).toMatchObject({ error: { code: "INVALID_INPUT" } });
});

test("the sandbox is refused under a name that is not this machine's", async () => {
  const { origin } = await openPage([]);
  expect((await ask(origin, "/_sandbox/", "evil.example")).status).toBe(403);
});

test("the page may show the sandbox in a frame, and nothing else", async () => {
  const folder = mkdtempSync(join(tmpdir(), "mortise-page-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "index.html"), "<!doctype html><head></head>");
  const pageFolder = pathToFileURL(`${folder}/`);
  const { origin } = await openPage([], { pageFolder, base: "/tools/" });
  const { port } = new URL(origin);
  const frames = async (host: string): Promise<string | undefined> => {
    const { policy } = await ask(origin, "/tools/", host);
    return policy.find((directive) => directive.startsWith("frame-src"));
  };
  expect(await frames(`localhost:${port}`)).toBe(`frame-src 127.0.0.1:${port}/tools/_sandbox/`);
  expect(await frames(`127.0.0.1:${port}`)).toBe(`frame-src localhost:${port}/tools/_sandbox/`);
});

import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { IncomingMessage, ServerResponse } from "node:http";
import { fileURLToPath } from "node:url";
import type { Development, Inspector } from "@mortise/inspector";
import { startDevelopment } from "@mortise/inspector";
import { connect, listen } from "@mortise/node";
import { createServer } from "@mortise/server";
import type { BrowserContext, Page } from "playwright-core";
import { describe, expect, onTestFinished, test } from "vitest";
import { chromium, openContext } from "../fixture/browser/open-context.ts";
import { HOSTILE_HTML, serveHostilePage } from "./fixture/hostile-page.ts";
import { httpTarget, openTargets } from "./fixture/open-targets.ts";

const LEDGER = fileURLToPath(new URL("fixture/ledger-server.ts", import.meta.url));

const FLAGS = [
  // The attacker's own DNS says that its names are this machine; nothing is asked for outside of it.
  "--host-resolver-rules=MAP *.example 127.0.0.1",
  // Some browsers keep pages of the web from this machine; here nothing but the inspector does.
  "--disable-features=LocalNetworkAccessChecks",
];

const SPEND = { name: "spend", arguments: {} };
const CALL = JSON.stringify({ connection: "self", method: "tools/call", params: SPEND });
const FOREIGN_CALL = JSON.stringify({ connection: "ledger", method: "tools/call", params: SPEND });
const RPC = JSON.stringify({
  jsonrpc: "2.0",
  id: 1,
  method: "tools/call",
  params: {
    ...SPEND,
    _meta: {
      "io.modelcontextprotocol/protocolVersion": "2026-07-28",
      "io.modelcontextprotocol/clientInfo": { name: "evil", version: "1" },
      "io.modelcontextprotocol/clientCapabilities": {},
    },
  },
});

interface HttpAnswer {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

interface Scene {
  readonly dev: Development;
  readonly inspector: Inspector;
  readonly context: BrowserContext;
  /** Each request that reached an inspector for anything but the files of the page, with its status. */
  readonly answers: readonly string[];
}

/** Opens both kinds of inspector on one server, and a browser. */
async function openScene(): Promise<Scene> {
  const dev = await startDevelopment({
    file: `${LEDGER}:ledger`,
    version: "0",
    project: "ledger",
    port: 0,
  });
  onTestFinished(() => dev.close());
  await dev.started;
  const inspector = await openTargets([httpTarget("ledger", dev.endpoint)]);
  const context = await openContext({}, FLAGS);
  const answers: string[] = [];
  // Every arrival with its status, also those that the browser hides from the page and its debugger.
  const note = (message: unknown): void => {
    const { request, response } = message as HttpAnswer;
    const { pathname } = new URL(request.url ?? "/", "http://page");
    const isOfPage = /^\/(?:(?:assets|s|attack)\b.*)?$/.test(pathname);
    const isOfBrowser = /Chrome/.test(request.headers["user-agent"] ?? "");
    if (isOfPage || !isOfBrowser || !ports.includes(request.socket.localPort ?? 0)) return;
    const { method, headers } = request;
    answers.push(`${response.statusCode} ${method} ${headers.host}${pathname}`);
  };
  const ports = [dev.port, inspector.port];
  subscribe("http.server.response.finish", note);
  onTestFinished(() => void unsubscribe("http.server.response.finish", note));
  return { dev, inspector, context, answers };
}

/** The coins that anything spent. */
async function spent(dev: Development): Promise<unknown> {
  await using client = await connect(dev.endpoint);
  return (await client.callTool("balance", {})).content;
}

const NONE = [{ type: "text", text: "0" }];

function attack(page: Page, url: string, body: string): Promise<Record<string, string>> {
  return page.evaluate(`attack(${JSON.stringify(url)}, ${JSON.stringify(body)})`);
}

/** The outcome of a way that was refused; a page under the host's own origin can read the refusal. */
const LEARNT =
  /^(?:TypeError|SecurityError|opaque|refused|sent|nothing|40\d .*"code":"[A-Z_]+".*)$/s;

describe.skipIf(chromium.missing)("a hostile page", () => {
  test("of another site, another port, no origin or a rebound name reads nothing and does nothing", async () => {
    const scene = await openScene();
    const { dev, inspector, context, answers } = scene;
    const { port } = await serveHostilePage();
    const loopback = (each: { readonly port: number }): string => `http://127.0.0.1:${each.port}`;
    const rebound = (each: { readonly port: number }): string =>
      `http://rebound.example:${each.port}`;
    // The name led to the attacker when the page was loaded, and leads to the inspector from then on.
    await context.route("http://rebound.example:*/attack", (route) =>
      route.fulfill({ contentType: "text/html", body: HOSTILE_HTML }),
    );
    const attackFrom = async (url: string, targetOf: typeof loopback): Promise<void> => {
      const page = await context.newPage();
      await page.goto(url);
      for (const [target, path, body] of [
        [dev, "/_inspect/call", CALL],
        [dev, "/_inspect/events", CALL],
        [dev, "/mcp", RPC],
        [inspector, "/_inspect/call", FOREIGN_CALL],
      ] as const) {
        const seen = await attack(page, targetOf(target) + path, body);
        expect(Object.keys(seen).length, url).toBeGreaterThan(20);
        const learnt = Object.entries(seen).filter(([, outcome]) => !LEARNT.test(outcome));
        expect(learnt, `${url} at ${path}`).toEqual([]);
      }
    };
    await Promise.all([
      attackFrom(`http://evil.example:${port}/`, loopback),
      attackFrom(`http://localhost:${port}/`, (each) => `http://localhost:${each.port}`),
      attackFrom(`http://evil.example:${port}/opaque`, loopback),
      attackFrom(`${rebound(dev)}/attack`, rebound),
    ]);
    expect(await spent(dev)).toEqual(NONE);
    expect(answers.length).toBeGreaterThan(200);
    expect(answers.filter((answer) => !/^40[1-6] /.test(answer))).toEqual([]);
    expect(answers.filter((answer) => /^403 .* rebound/.test(answer)).length).toBeGreaterThan(50);
    const page = await context.newPage();
    for (const path of ["/", "/s/ledger", "/_inspect/events"]) {
      const answer = await page.goto(`${rebound(inspector)}${path}`);
      expect(answer?.status()).toBe(403);
      expect(await answer?.text()).toContain("--allow-host");
    }
  });

  test("that opens the inspector reads no token and is not known to it", async () => {
    let coins = 0;
    const server = createServer({ name: "ledger", version: "1.0.0" }).tool(
      "spend",
      { description: "Spend one coin." },
      () => String(++coins),
    );
    const ledger = await listen(server, { port: 0, grace: 0 });
    onTestFinished(() => ledger.close());
    const inspector = await openTargets([httpTarget("ledger", ledger.url)]);
    const context = await openContext({}, FLAGS);
    const { port, requests } = await serveHostilePage();
    const own = await context.newPage();
    await own.goto(inspector.url);
    await own.getByRole("option", { name: "spend" }).waitFor();
    const token = new URL(inspector.url).hash.replace("#token=", "");
    expect(own.url()).not.toContain(token);
    expect(await own.evaluate("sessionStorage['mortise.token']")).toBe(token);
    expect(
      await own.evaluate("document.cookie + JSON.stringify({ ...localStorage })"),
    ).not.toContain(token);
    await own.evaluate(`(() => {
      const link = Object.assign(document.createElement("a"), { href: "http://localhost:${port}/left" });
      document.body.append(link);
      link.click();
    })()`);
    await own.waitForURL(/\/left$/);
    expect(requests).toContainEqual(["/left", undefined]);
    expect(await own.evaluate("sessionStorage['mortise.token'] ?? null")).toBe(null);

    // The new tab has the storage of the one that it was opened from, and so the token.
    const opened = context.waitForEvent("page");
    await own.evaluate(
      `window.target = open("http://localhost:${inspector.port}/s/ledger/tools/spend?args={}")`,
    );
    const victim = await opened;
    await victim.getByText("Press Ctrl and Enter to call the tool.").waitFor();
    expect(await victim.evaluate("opener")).toBe(null);
    await expect.poll(() => own.evaluate("target.closed")).toBe(true);
    await own.evaluate(`target.postMessage({ type: "call" }, "*")`);
    await expect(own.evaluate("target.sessionStorage")).rejects.toThrow("SecurityError");
    await victim.getByText("Press Ctrl and Enter to call the tool.").waitFor();
    expect(coins).toBe(0);

    const stranger = await (await openContext({}, FLAGS)).newPage();
    await stranger.goto(`http://localhost:${inspector.port}/s/ledger/tools/spend#token=guessed`);
    await stranger.getByText("the token is not that of this run").first().waitFor();
    expect(await stranger.getByText("spend").count()).toBe(0);
  });
});

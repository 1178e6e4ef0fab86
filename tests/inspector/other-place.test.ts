import { openInspector } from "@mortise/inspector";
import { connect, listen } from "@mortise/node";
import type { Page } from "playwright-core";
import { describe, expect, onTestFinished, test } from "vitest";
import { chromium } from "../fixture/browser/open-context.ts";
import { call, choose } from "./fixture/act.ts";
import { openPage } from "./fixture/inspector-page.ts";
import { mapPort } from "./fixture/map-port.ts";
import { createProbeServer } from "./fixture/probe-server.ts";

/** Opens an inspector under a path; returns its port, and the path with the token. */
async function open(base?: string): Promise<{ port: number; path: string }> {
  const { url } = await listen(createProbeServer(), { port: 0 });
  const target = {
    name: "probe",
    kind: "http" as const,
    target: url,
    url,
    connect: ({ settings }: { readonly settings: object }) => connect(url, settings),
  };
  const inspector = await openInspector({
    targets: [target],
    version: "0.0.0",
    project: "probe",
    port: 0,
    ...(base !== undefined && { base }),
  });
  onTestFinished(() => inspector.close());
  const { pathname, hash } = new URL(inspector.url);
  return { port: inspector.port, path: `${pathname}${hash}` };
}

async function expectWorking(page: Page): Promise<void> {
  await choose(page, "no_args");
  await call(page, "ok");
  await page.reload();
  await page.getByText("Nothing was taken.").waitFor();
}

describe.skipIf(chromium.missing)("the page at another place", () => {
  test("a mapped port: the page asks the port that it came from (modelcontextprotocol/inspector#639)", async () => {
    const { port, path } = await open();
    const origin = await mapPort(port);
    const { page, complaints, requests } = await openPage(`${origin}${path}`);
    await expectWorking(page);
    expect(requests.filter((url) => !url.startsWith(`${origin}/`))).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test.each([
    ["passes the prefix on", ""],
    ["takes the prefix away", "/tools/inspector"],
  ])(
    "a proxy under a path that %s (modelcontextprotocol/inspector#257)",
    async (_text, stripped) => {
      const { port, path } = await open("/tools/inspector");
      const origin = await mapPort(port, stripped);
      const { page, complaints, requests } = await openPage(`${origin}${path}`);
      await expectWorking(page);
      expect(new URL(page.url()).pathname).toMatch(/^\/tools\/inspector\//);
      const outside = requests.filter((url) => !url.startsWith(`${origin}/tools/inspector/`));
      expect(outside).toEqual([]);
      expect(complaints).toEqual([]);
    },
  );

  test("settings that a browser kept from elsewhere do no harm (modelcontextprotocol/inspector#943)", async () => {
    const { port, path } = await open();
    const { page, complaints } = await openPage(`http://127.0.0.1:${port}${path}`);
    await page.getByRole("option", { name: "no_args" }).first().waitFor();
    await page.evaluate(`
      for (const storage of [localStorage, sessionStorage]) {
        for (const key of [...Object.keys(storage), "MCP_PROXY_FULL_ADDRESS"]) storage.setItem(key, "localhost:1");
      }`);
    await page.goto("about:blank");
    await page.goto(`http://127.0.0.1:${port}${path}`);
    await expectWorking(page);
    expect(complaints).toEqual([]);
  });
});

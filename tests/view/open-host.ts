import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Server } from "mortise";
import { createNodeHandler } from "mortise";
import type { FrameLocator, Page } from "playwright-core";
import { chromium as playwright } from "playwright-core";
import { inject, onTestFinished } from "vitest";
import { bundleScript } from "./bundle-script.ts";

/** The browser that `tests/setup/services.ts` looked for; with `CI=true` it must be there. */
export const chromium: { readonly url: string; readonly missing: string | undefined } = inject(
  "chromium" as never,
);

/** A host of the official library in a browser, and a view in it. */
export interface OpenedHost {
  readonly page: Page;
  readonly view: FrameLocator;
  /** The messages of the view of one kind, in order. */
  seen(what: string): Promise<unknown[]>;
}

/** Opens the view at `uri` of a server in a host, a script of `browser/`, until the test ends. */
export async function openHost(
  server: Server<unknown>,
  uri: string,
  script: string,
): Promise<OpenedHost> {
  const host = `<!doctype html><title>Host</title><body>${await bundleScript(script)}`;
  const answer = createNodeHandler(server);
  const http = createServer((request, response) => {
    if (request.url === "/mcp") return void answer(request, response);
    response.setHeader("content-type", "text/html");
    response.end(request.url?.startsWith("/?") ? host : "");
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const browser = await playwright.launch({
    executablePath: chromium.url,
    args: ["--headless", "--no-sandbox", "--disable-gpu"],
  });
  onTestFinished(async () => {
    await browser.close();
    http.closeAllConnections();
    http.close();
    await server.close();
  });
  const page = await browser.newPage();
  page.setDefaultTimeout(inject("waitMs" as never));
  const { port } = http.address() as AddressInfo;
  await page.goto(`http://127.0.0.1:${port}/?view=${encodeURIComponent(uri)}`);
  return {
    page,
    view: page.frameLocator("iframe"),
    seen: async (what) =>
      (await page.evaluate<[string, unknown][]>("seen"))
        .filter(([kind]) => kind === what)
        .map(([, value]) => value),
  };
}

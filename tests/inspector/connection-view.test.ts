import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { listen } from "@mortise/node";
import { describe, expect, onTestFinished, test } from "vitest";
import { chromium } from "../fixture/browser/open-context.ts";
import { expectAccessible } from "./fixture/check-accessibility.ts";
import { openInspectorPage, openPage } from "./fixture/inspector-page.ts";
import { httpTarget, openTargets, processTarget } from "./fixture/open-targets.ts";
import { createProbeServer } from "./fixture/probe-server.ts";

const BIN = fileURLToPath(new URL("../../packages/mortise/src/bin.ts", import.meta.url));
const SERVER = fileURLToPath(new URL("fixture/served.ts", import.meta.url));

/** Starts `mortise dev` on a server until the test ends; returns the URL of its page. */
async function startDev(): Promise<URL> {
  const dev = spawn(process.execPath, [BIN, "dev", SERVER, "--no-open", "--port", "0"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((resolve) => dev.once("exit", resolve));
  onTestFinished(async () => {
    dev.kill("SIGTERM");
    await ended;
  });
  for await (const line of createInterface({ input: dev.stdout })) {
    const url = /http:\/\/\S+#token=\S+/u.exec(line)?.[0];
    if (url !== undefined) return new URL(url);
  }
  throw new Error("mortise dev ended without the URL of its page");
}

describe.skipIf(chromium.missing)("connections", () => {
  test("journey 40: the traffic of another client has a lane of its own", async () => {
    const url = await startDev();
    const { page } = await openPage(url.href);
    await page
      .getByRole("option", { name: /tools\/list/ })
      .first()
      .waitFor();
    const client = new Client({ name: "Cursor", version: "2.1" });
    await client.connect(new StreamableHTTPClientTransport(new URL("/mcp", url)));
    await client.callTool({ name: "hello", arguments: {} });
    await client.close();
    const log = page.getByRole("listbox", { name: "Wire log" });
    await log.getByRole("option", { name: /tools\/call.*hello.*Cursor/ }).waitFor();
    const lanes = page.getByLabel("Client", { exact: true });
    const lane = await lanes.locator("option", { hasText: "Cursor" }).getAttribute("value");
    await lanes.selectOption(lane);
    await log
      .getByRole("option", { name: /inspector/ })
      .first()
      .waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Timeline" }).click();
    const timeline = page.getByRole("application", { name: /^Timeline of \d+ entries/ });
    // The hint of the button goes with the pointer and the focus.
    await timeline.hover();
    await timeline.focus();
    await page.getByRole("tooltip").waitFor({ state: "detached" });
    await expectAccessible(page);
  });

  test("journey 46: a server that cannot be reached names its cause, and another goes on", async () => {
    const gone = await listen(createProbeServer(), { port: 0, grace: 0 });
    await gone.close();
    const inspector = await openTargets([
      httpTarget("gone", gone.url),
      processTarget("absent", "/no/such/server.ts"),
    ]);
    const { page } = await openPage(inspector.url);
    const card = page.getByRole("alert");
    await card
      .getByText(/ECONNREFUSED/)
      .first()
      .waitFor();
    await expectAccessible(page);
    await page.getByRole("button", { name: /^gone/ }).click();
    await page.getByRole("menuitem", { name: /^absent/ }).click();
    await card
      .getByText(/\/no\/such\/server\.ts/)
      .first()
      .waitFor();
  });

  test("journey 48: the text that adds the server to a client is copied", async () => {
    const { page, opened } = await openInspectorPage({ probe: createProbeServer() });
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.getByRole("link", { name: "Server", exact: true }).click();
    await page.getByRole("tab", { name: "Cursor" }).click();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Copy", exact: true }).click();
    await page.getByRole("button", { name: "Copied" }).waitFor();
    const text: string = await page.evaluate("navigator.clipboard.readText()");
    expect(JSON.parse(text)).toEqual({ mcpServers: { "probe-server": { url: opened.urls[0] } } });
  });

  test("a server is added by its URL and appears at once", async () => {
    const other = await listen(createProbeServer(), { port: 0, grace: 0 });
    onTestFinished(() => other.close());
    const inspector = await openTargets([]);
    const { page } = await openPage(inspector.url);
    await page.getByRole("button", { name: "Add a server" }).click();
    const dialog = page.getByRole("dialog", { name: "Add a server" });
    await dialog.getByLabel("URL").fill(other.url);
    await dialog.getByLabel("Name").fill("second");
    await dialog.getByRole("button", { name: "Add", exact: true }).click();
    await page.waitForURL(/\/s\/second\//);
    await page.getByText("connected", { exact: true }).first().waitFor();
  });
});

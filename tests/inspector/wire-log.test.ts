import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { listen } from "@mortise/node";
import type { Download, Page } from "playwright-core";
import { describe, expect, onTestFinished, test } from "vitest";
import { chromium } from "../fixture/browser/open-context.ts";
import { call, choose } from "./fixture/act.ts";
import { openCaptureProxy } from "./fixture/capture-proxy.ts";
import { expectAccessible } from "./fixture/check-accessibility.ts";
import { openInspectorPage, openPage } from "./fixture/inspector-page.ts";
import { httpTarget, openTargets, processTarget } from "./fixture/open-targets.ts";
import { createProbeServer } from "./fixture/probe-server.ts";

const NOISY = fileURLToPath(new URL("fixture/noisy-server.ts", import.meta.url));

interface Row {
  readonly kind: string;
  readonly direction: string;
  readonly exchange: number;
  readonly text: string;
}

/** Shows the log alone and picks its newest call of a tool. */
async function pick(page: Page, tool: string): Promise<void> {
  await page.getByRole("button", { name: "Show the log alone (w)" }).click();
  await page
    .getByRole("option", { name: new RegExp(`tools/call.*${tool}`) })
    .last()
    .click();
  await page.getByRole("article", { name: "Request and answer" }).waitFor();
}

async function exportLog(page: Page, item: RegExp): Promise<Download> {
  const downloading = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export", exact: true }).click();
  await page.getByRole("menuitem", { name: item }).click();
  return await downloading;
}

describe.skipIf(chromium.missing)("the wire log", () => {
  test("journey 39: the exported frames are those that a proxy on the way saw, byte for byte", async () => {
    const listening = await listen(createProbeServer(), { port: 0, grace: 0 });
    onTestFinished(() => listening.close());
    const proxy = await openCaptureProxy(listening.url);
    const inspector = await openTargets([httpTarget("probe", proxy.url)]);
    const { page } = await openPage(inspector.url);
    await choose(page, "media");
    await call(page, "ok");
    await choose(page, "fail_soft");
    await call(page, "tool-error");

    const file = await exportLog(page, /Wire log/);
    const [head, ...lines] = (await readFile(await file.path(), "utf8")).trimEnd().split("\n");
    expect(JSON.parse(head ?? "")).toMatchObject({ format: "mortise-wire-log", version: 1 });
    const rows = lines.map((line) => JSON.parse(line) as Row);
    const bodies = new Map<number, { sent: string; received: string }>();
    for (const { kind, direction, exchange, text } of rows) {
      if (kind !== "rpc" && kind !== "body") continue;
      const body = bodies.get(exchange) ?? { sent: "", received: "" };
      body[direction === "to-server" ? "sent" : "received"] += text;
      bodies.set(exchange, body);
    }
    const logged = [...bodies.values()].filter(({ sent }) => sent.includes("tools/call"));
    const passed = proxy.captured.filter(({ sent }) => sent.includes("tools/call"));
    expect(logged).toEqual(passed);
    expect(passed).toHaveLength(2);
  });

  test("journey 41: the log is filtered, held still, exported and read back", async () => {
    const { page } = await openInspectorPage({ probe: createProbeServer() });
    await choose(page, "fail_soft");
    await call(page, "tool-error");
    const log = page.getByRole("listbox", { name: "Wire log" });
    const filter = page.getByRole("searchbox", { name: "Filter of the wire log" });
    await filter.fill("is:error");
    await log.getByRole("option", { name: /fail_soft/ }).waitFor();
    await expect.poll(() => log.getByRole("option").count()).toBe(1);
    expect(await log.getByRole("option").textContent()).toContain("isError");
    await filter.fill("is:nice");
    await page.getByText(/is:nice is not known/).waitFor();
    await expectAccessible(page);
    await filter.fill("");

    await page.getByRole("button", { name: "Hold the log still" }).click();
    await choose(page, "no_args");
    await call(page, "ok");
    await page.getByText(/· 1 new/).waitFor();
    await page.getByRole("button", { name: "Follow the log again" }).click();
    await log.getByRole("option", { name: /no_args/ }).waitFor();

    const file = await exportLog(page, /HTTP archive/);
    const har = JSON.parse(await readFile(await file.path(), "utf8"));
    expect(har.log.entries.at(-1).response.status).toBe(200);
    await page.getByLabel("File of a wire log").setInputFiles({
      name: "mine.har",
      mimeType: "application/json",
      buffer: Buffer.from(JSON.stringify(har)),
    });
    await page.getByText("mine.har, read-only").waitFor();
    await log.getByRole("option", { name: /no_args/ }).click();
    await page.getByRole("article", { name: "Request and answer" }).waitFor();
    expect(await page.getByRole("button", { name: "Send again" }).count()).toBe(0);
    await page.getByLabel("File of a wire log").setInputFiles({
      name: "no.jsonl",
      mimeType: "text/plain",
      buffer: Buffer.from("nothing"),
    });
    await page.getByText(/neither a wire log of the inspector nor a HAR file/).waitFor();
    await page.getByRole("button", { name: "Back to the live log" }).click();
    await log.getByRole("option", { name: /fail_soft/ }).waitFor();
  });

  test("journey 42: a frame is edited and sent byte for byte, its _meta too", async () => {
    const listening = await listen(createProbeServer(), { port: 0, grace: 0 });
    onTestFinished(() => listening.close());
    const proxy = await openCaptureProxy(listening.url);
    const inspector = await openTargets([httpTarget("probe", proxy.url)]);
    const { page } = await openPage(inspector.url);
    await choose(page, "echo");
    await call(page, "ok");
    await pick(page, "echo");
    await page.getByRole("button", { name: "Edit and send raw" }).click();
    const frame = page.getByLabel("Frame, sent byte for byte");
    const sent = JSON.parse(await frame.inputValue());
    sent.id = "by-hand";
    sent.params._meta["example.com/trace"] = "t-1";
    sent.params.arguments = { text: "ünï\u2028" };
    const text = JSON.stringify(sent).replace('"method"', '  "method"');
    await frame.fill(text);
    await expectAccessible(page);
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await expect.poll(() => proxy.captured.map((one) => one.sent)).toContain(text);
    await page
      .getByText(/"by-hand"/)
      .last()
      .waitFor();
  });

  test("Ctrl+Enter in a frame sends the frame, and not the tool's call beside it", async () => {
    const listening = await listen(createProbeServer(), { port: 0, grace: 0 });
    onTestFinished(() => listening.close());
    const proxy = await openCaptureProxy(listening.url);
    const inspector = await openTargets([httpTarget("probe", proxy.url)]);
    const { page } = await openPage(inspector.url);
    await choose(page, "echo");
    await call(page, "ok");
    const row = page.getByRole("option", { name: /tools\/call.*echo/ });
    await row.last().click();
    await page.getByRole("button", { name: "Edit and send raw" }).click();
    const frame = page.getByLabel("Frame, sent byte for byte");
    const text = JSON.stringify({ ...JSON.parse(await frame.inputValue()), id: "by-key" });
    await frame.fill(text);
    await frame.press("Control+Enter");
    await page
      .getByText(/"by-key"/)
      .last()
      .waitFor();
    const calls = proxy.captured.filter(({ sent }) => sent.includes('"tools/call"'));
    expect(calls.map(({ sent }) => sent === text)).toEqual([false, true]);
  });

  test("journeys 43 and 45: a process that prints beside the protocol is shown doing so", async () => {
    const modern = await listen(createProbeServer(), { port: 0, grace: 0 });
    onTestFinished(() => modern.close());
    const inspector = await openTargets([
      httpTarget("modern", modern.url),
      httpTarget("legacy", modern.url, "2025-11-25"),
      processTarget("noisy", NOISY),
    ]);
    const { page } = await openPage(inspector.url);
    await page.getByRole("button", { name: "Stray" }).click();
    const stray = page.getByRole("option", {
      name: /stdout is not JSON-RPC.*debug: loaded 7 orders/,
    });
    await stray.waitFor();
    await page.getByRole("button", { name: "stderr" }).click();
    await page.getByRole("option", { name: /a note on stderr/ }).waitFor();
    await page.getByRole("button", { name: "All", exact: true }).click();

    for (const [name, note] of [
      ["Probe server", "modern 2026-07-28"],
      ["Probe server", "legacy 2025-11-25"],
      ["noisy", "stdio"],
    ] as const) {
      await page
        .getByRole("button", { name: /^(Probe server|noisy)/ })
        .first()
        .click();
      const entries = page.getByRole("menuitem", { name: new RegExp(`^${name}`) });
      await (note.startsWith("legacy") ? entries.last() : entries.first()).click();
      await page.getByText(note, { exact: true }).waitFor();
    }
    await choose(page, "hello");
    await call(page, "ok");
    await page.getByText("hello from a process").first().waitFor();
  });

  test("journey 44: the copied curl command runs and returns the same", async () => {
    const { page } = await openInspectorPage({ probe: createProbeServer() });
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await choose(page, "get_weather");
    await page
      .locator('[data-pointer="/city"]')
      .locator("input, textarea")
      .first()
      .fill("it's $HOME");
    await call(page, "ok");
    await pick(page, "get_weather");
    await page.getByRole("button", { name: "Copy as curl" }).click();
    await page.getByRole("button", { name: "Copied" }).waitFor();
    const command: string = await page.evaluate("navigator.clipboard.readText()");
    const { stdout } = await promisify(execFile)("sh", ["-c", command]);
    const data = /^data: (.*)$/mu.exec(stdout)?.[1] ?? stdout;
    expect(JSON.parse(data).result.structuredContent).toEqual({
      city: "it's $HOME",
      celsius: 21.5,
    });
  });
});

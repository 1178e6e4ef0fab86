import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { listen } from "@mortise/node";
import type { Page } from "playwright-core";
import { describe, expect, onTestFinished, test } from "vitest";
import { chromium } from "../fixture/browser/open-context.ts";
import { call, choose } from "./fixture/act.ts";
import { openPage } from "./fixture/inspector-page.ts";
import { createProbeServer } from "./fixture/probe-server.ts";
import { makeShopFolder } from "./fixture/shop-folder.ts";
import { speak } from "./fixture/speak.ts";
import { startCommand } from "./fixture/start-command.ts";

const VITEST = fileURLToPath(new URL("../../node_modules/vitest/vitest.mjs", import.meta.url));

/** Saves the shown result under a name. */
async function save(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: "Save this call" }).click();
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("expect this result").check();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByLabel("expect this result").waitFor({ state: "hidden" });
}

async function runSaved(page: Page, name: string): Promise<void> {
  await page.getByRole("link", { name: "History" }).click();
  await page.getByRole("button", { name: `${name} price` }).click();
  await page.getByRole("button", { name: "Run", exact: true }).click();
}

/** Runs the tests of a file as a user would. */
async function runTests(folder: string, file: string): Promise<string> {
  // No test is limited by the time that a busy machine takes to start a server.
  const args = [VITEST, "run", "--root", folder, "--test-timeout", "600000", file];
  const env = { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined };
  const running = promisify(execFile)(process.execPath, args, { cwd: folder, env });
  const { stdout } = await running.catch((error: { stdout: string }) => error);
  return stdout;
}

describe.skipIf(chromium.missing)("saved calls", () => {
  test("journey 20: a saved call runs again after a restart, is compared, and is a test that runs", async () => {
    const folder = makeShopFolder();
    const args = ["inspect", "--", process.execPath, join(folder, "my shop.ts")];
    const { page } = await openPage(await startCommand({ cwd: folder, args }));
    await choose(page, "price");
    await page.locator('[data-pointer="/thing"] textarea').fill("cup");
    await call(page, "ok");
    await save(page, "a cup");

    const later = await openPage(await startCommand({ cwd: folder, args }));
    await runSaved(later.page, "a cup");
    await later.page.getByText("The result is as expected.").waitFor();
    const downloading = later.page.waitForEvent("download");
    await later.page.getByRole("button", { name: "Test", exact: true }).click();
    const file = join(folder, "saved-calls.test.ts");
    await (await downloading).saveAs(file);
    expect(await runTests(folder, file)).toMatch(/Tests\D+1 passed/);

    const source = join(folder, "my shop.ts");
    writeFileSync(source, readFileSync(source, "utf8").replace("* 100", "* 99"));
    expect(await runTests(folder, file)).toMatch(/Tests\D+1 failed/);
    // Another revision starts the changed file.
    await speak(later.page, "2025-11-25");
    await runSaved(later.page, "a cup");
    const differences = later.page.getByRole("list", { name: "Differences" });
    await differences.getByText("300 was expected, and 297 came").waitFor();
  });

  test("journey 48: an mcp.json is imported with each of its servers, and exported as it was", async () => {
    const folder = makeShopFolder();
    const probe = await listen(createProbeServer(), { port: 0, grace: 0 });
    onTestFinished(() => probe.close());
    const shop = { command: process.execPath, args: [join(folder, "my shop.ts")] };
    const mcpServers = {
      shop,
      probe: { type: "http", url: probe.url },
      gone: { command: "no-such-command-anywhere" },
    };
    writeFileSync(join(folder, "mcp.json"), JSON.stringify({ mcpServers }));
    const args = ["inspect", "--config", "mcp.json"];
    const { page } = await openPage(await startCommand({ cwd: folder, args }));
    const { origin } = new URL(page.url());
    await page.goto(`${origin}/s/gone/tools`);
    await page.getByText("check the spelling of the command").waitFor();
    for (const [name, entry] of [
      ["shop", shop],
      ["probe", mcpServers.probe],
    ] as const) {
      await page.goto(`${origin}/s/${name}/server`);
      await page.getByText("connected", { exact: true }).first().waitFor();
      await page.getByRole("tab", { name: "mcp.json" }).click();
      const text = await page.getByLabel("Entry for mcp.json").textContent();
      expect(Object.values(JSON.parse(text ?? "").mcpServers)).toEqual([entry]);
    }
  });
});

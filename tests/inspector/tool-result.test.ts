import { createServer } from "@mortise/server";
import { describe, expect, test } from "vitest";
import { chromium } from "../fixture/browser/open-context.ts";
import { call, choose } from "./fixture/act.ts";
import { expectAccessible } from "./fixture/check-accessibility.ts";
import { openInspectorPage } from "./fixture/inspector-page.ts";
import { createProbeServer } from "./fixture/probe-server.ts";
import { speak } from "./fixture/speak.ts";

const servers = () => ({ probe: createProbeServer() });

describe.skipIf(chromium.missing)("the results of the inspector", () => {
  test("journey 14: a structured result that fits its schema is marked", async () => {
    const { page } = await openInspectorPage(servers());
    await choose(page, "get_weather");
    await page.locator('[data-pointer="/city"] textarea').fill("Paris");
    await call(page, "ok");
    await page.getByText("matches outputSchema").waitFor();
    await expectAccessible(page);
  });

  test("journey 15: isError, an exception and a JSON-RPC error look different", async () => {
    const { page } = await openInspectorPage(servers());
    await choose(page, "fail_soft");
    await call(page, "tool-error");
    await page.getByText("The tool reports its own failure").waitFor();
    await page.getByText("No customer C-7").first().waitFor();
    await choose(page, "crash");
    await call(page, "tool-error");
    expect(await page.getByText("secret of undefined").count()).toBe(0);
    await expectAccessible(page);
  });

  test("journey 16: content of every kind is shown, and none of it runs", async () => {
    const { page, complaints, requests } = await openInspectorPage(servers());
    await choose(page, "media");
    await call(page, "ok");
    await page.getByRole("heading", { name: "A heading" }).waitFor();
    await page.getByRole("button", { name: "markdown" }).nth(1).click();
    await page.getByText("evil").waitFor();
    const link = page.getByRole("link", { name: "a link" });
    expect(await link.getAttribute("rel")).toContain("noopener");
    const targets = await page
      .getByRole("tabpanel")
      .last()
      .locator("a")
      .evaluateAll((links) => links.map((one) => one.getAttribute("href") ?? ""));
    expect(targets.filter((target) => target.startsWith("javascript:"))).toEqual([]);
    await page.getByText("U+202E").waitFor();
    await page.getByRole("img").first().waitFor();
    await page.locator("audio").waitFor();
    await expectAccessible(page);
    const own = new URL(page.url()).origin;
    expect(requests.filter((url) => !url.startsWith(own) && !url.startsWith("data:"))).toEqual([]);
    expect(complaints).toEqual([]);
    await page.getByRole("link", { name: "The notes" }).click();
    expect(new URL(page.url()).pathname).toBe("/s/probe/resources/probe%3A%2F%2Fnotes");
  });

  test("journey 17: progress is shown, and the server sees the cancellation, in both eras", async () => {
    let aborted = Promise.withResolvers<void>();
    const { page } = await openInspectorPage({ probe: createProbeServer(() => aborted.resolve()) });
    for (const revision of ["2026-07-28", "2025-11-25"]) {
      aborted = Promise.withResolvers();
      await speak(page, revision);
      await choose(page, "slow");
      await page.keyboard.press("Control+Enter");
      await page.getByText("2/5 step 2").waitFor();
      await expectAccessible(page);
      await page.getByRole("button", { name: "Cancel" }).click();
      await page.locator('[data-verdict="cancelled"]').waitFor();
      await aborted.promise;
    }
  });

  test("journey 18: of a result of 5 MB the beginning is shown, then all", async () => {
    const { page } = await openInspectorPage(servers());
    await choose(page, "big");
    await call(page, "ok");
    await page.getByRole("button", { name: "Show all" }).click();
    await page.getByRole("button", { name: "Show all" }).waitFor({ state: "hidden" });
    const shown = await page.getByRole("tabpanel").last().locator("pre").allTextContents();
    const lines = shown
      .join("\n")
      .split("\n")
      .filter((line) => line !== "");
    expect(lines.length).toBe(200_000);
  });

  test("journey 19: a thousand tools are filtered, and few of them drawn", async () => {
    const server = createServer({ name: "many", version: "1.0.0" });
    let many = server as ReturnType<typeof createProbeServer>;
    for (let at = 0; at < 1000; at++) {
      const definition = { description: `Tool ${at}`, input: { type: "object" } } as const;
      many = many.tool(`tool_${at}`, definition, () => String(at)) as typeof many;
    }
    const { page } = await openInspectorPage({ many });
    await page.getByRole("option", { name: "tool_0", exact: true }).waitFor();
    expect(await page.getByRole("option").count()).toBeLessThan(100);
    await page.getByLabel("Filter the tools").fill("tool_987");
    await page.getByRole("option", { name: "tool_987" }).click();
    await call(page, "ok");
    await page.getByRole("tabpanel").last().getByText("987").waitFor();
    await expectAccessible(page);
  });

  test("journey 21: the keyboard alone goes from the load to a result", async () => {
    const { page } = await openInspectorPage(servers());
    await page.getByRole("option", { name: "echo" }).waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("weather");
    await page.getByRole("option", { name: "echo" }).waitFor({ state: "hidden" });
    await page.keyboard.press("Enter");
    const city = page.locator('[data-pointer="/city"] textarea');
    await city.waitFor();
    while (!(await city.evaluate((field) => field === field.ownerDocument.activeElement))) {
      await page.keyboard.press("Tab");
    }
    await page.keyboard.type("Oslo");
    await call(page, "ok");
    await page.getByText("matches outputSchema").waitFor();
    await page.keyboard.press("Control+k");
    await page.getByPlaceholder("Search everything").waitFor();
    await page.keyboard.type("no_args");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 2, name: "no_args" }).waitFor();
  });
});

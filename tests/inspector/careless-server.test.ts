import type { InspectorTarget } from "@mortise/inspector";
import { describe, expect, test } from "vitest";
import { chromium } from "../fixture/browser/open-context.ts";
import { call, choose } from "./fixture/act.ts";
import { serveCareless } from "./fixture/careless-server.ts";
import { expectAccessible } from "./fixture/check-accessibility.ts";
import { openPage } from "./fixture/inspector-page.ts";
import { httpTarget, openTargets } from "./fixture/open-targets.ts";

describe.skipIf(chromium.missing)("a careless server", () => {
  test("journey 14: a result that breaks its schema names the places, and a list that fails is red (modelcontextprotocol/inspector#1064)", async () => {
    const inspector = await openTargets([httpTarget("careless", await serveCareless())]);
    const { page } = await openPage(inspector.url);
    await choose(page, "weigh");
    await call(page, "ok");
    await page.getByText("does not match outputSchema").waitFor();
    const content = page.getByRole("region", { name: "Structured content" });
    for (const pointer of ["/grams", "/parts/1"]) {
      await content.getByText(pointer, { exact: true }).waitFor();
    }
    await expectAccessible(page);
    await page.getByRole("link", { name: /^Prompts/ }).click();
    await page.getByText("the prompts burned down").first().waitFor();
    expect(await page.locator('[role="alert"]').count()).toBeGreaterThan(0);
    await expectAccessible(page);
  });

  test("a sign-in page that is no web page is not linked", async () => {
    const lure: InspectorTarget = {
      ...httpTarget("lure", "http://lure.example/mcp"),
      connect: ({ onSignIn }) => {
        onSignIn("javascript:alert(1)");
        return Promise.withResolvers<never>().promise;
      },
    };
    const { page } = await openPage((await openTargets([lure])).url);
    await page.getByText("Follow the sign-in in the terminal").waitFor();
    expect(await page.locator('a[href^="javascript:"]').count()).toBe(0);
  });
});

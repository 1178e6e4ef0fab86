import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { chromium } from "../fixture/browser/open-context.ts";
import { call, choose } from "./fixture/act.ts";
import { openPage } from "./fixture/inspector-page.ts";
import { openTargets, processTarget } from "./fixture/open-targets.ts";

const SERVER = fileURLToPath(new URL("fixture/digits-server.ts", import.meta.url));
const LONG = "9223372036854775807";

describe.skipIf(chromium.missing)("numbers that JavaScript would round", () => {
  test("keep their digits in the definition, the form, the frames and the JSON of the result", async () => {
    const { url } = await openTargets([processTarget("digits", SERVER)]);
    const { page, complaints } = await openPage(url);
    await choose(page, "echo");
    const field = page.locator('[data-pointer="/id"]');
    await field.getByText(`-9223372036854775808–${LONG}`).waitFor();
    await field.locator("input").fill(LONG);
    await call(page, "ok");
    const result = page.getByRole("region", { name: "Result" });
    await result.getByText(LONG).first().waitFor();
    await result.getByRole("tab", { name: "JSON" }).click();
    await result.getByText(LONG).first().waitFor();
    await result.getByText("0.12345678901234567890").first().waitFor();
    await result.getByRole("tab", { name: "Raw frames" }).click();
    await expect.poll(() => result.getByText(LONG).count()).toBe(2);
    await result.getByLabel("bytes as they were").check();
    await expect.poll(() => result.getByText(LONG).count()).toBe(2);

    await page.getByRole("tab", { name: "Schema" }).click();
    const definition = page.getByRole("textbox", { name: "Definition of the tool" });
    await definition.getByText(LONG).waitFor();
    await definition.getByText("-9223372036854775808").waitFor();
    expect(complaints).toEqual([]);
  });
});

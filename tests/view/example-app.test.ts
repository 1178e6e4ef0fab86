import type { Server } from "mortise";
import { expect, test } from "vitest";
import { chromium, openHost } from "./open-host.ts";

/** The example is a project of its own, so its server is imported by its place. */
const EXAMPLE = new URL("../../examples/app/server.ts", import.meta.url).href;
const CALL = `client.callTool({ name: "list_orders", arguments: {} })
  .then((result) => bridge.sendToolResult(result))`;

test.skipIf(chromium.missing !== undefined)(
  "the dashboard of the example shows the orders, and ships one",
  async () => {
    const { default: server } = (await import(EXAMPLE)) as { default: Server<unknown> };
    const { page, view, seen } = await openHost(server, "ui://shop/dashboard", "official-host");
    await expect.poll(() => seen("initialized")).toHaveLength(1);
    await page.evaluate(CALL);
    const row = view.getByRole("row", { name: "O-1" });
    await expect.poll(() => row.textContent()).toContain("open");
    await row.getByRole("button", { name: "Ship O-1" }).click();
    await expect.poll(() => row.textContent()).toContain("shipped");
    expect(await row.getByRole("button").count()).toBe(0);
    await expect.poll(() => seen("context")).toEqual([{ structuredContent: { shipped: "O-1" } }]);
    const folder = process.env["SCREENSHOTS"];
    if (folder !== undefined) await page.screenshot({ path: `${folder}/example-app.png` });
  },
);

import type { Server } from "@mortise/server";
import { expect, test } from "vitest";
import { chromium } from "../fixture/browser/open-context.ts";
import { call, choose } from "./fixture/act.ts";
import { openInspectorPage } from "./fixture/inspector-page.ts";
import { openView } from "./fixture/view-frame.ts";

/** The example is a project of its own, so its server is imported by its place. */
const EXAMPLE = new URL("../../examples/app/server.ts", import.meta.url).href;

test.skipIf(chromium.missing)(
  "the dashboard of examples/app ships an order from the inspector, once it is approved",
  async () => {
    const { default: shop } = (await import(EXAMPLE)) as { default: Server<unknown> };
    const { page, complaints } = await openInspectorPage({ shop });
    await choose(page, "list_orders");
    await call(page, "ok");
    const view = await openView(page);
    const row = view.getByRole("row", { name: "O-3" });
    await row.getByRole("button", { name: "Ship O-3" }).click();
    const card = page.getByLabel("Request of the view: ship_order");
    await card.getByRole("button", { name: "Allow once" }).click();
    await row.getByText("shipped").waitFor();
    const folder = process.env["SCREENSHOTS"];
    if (folder !== undefined) await page.screenshot({ path: `${folder}/inspector-app.png` });
    expect(complaints).toEqual([]);
  },
);

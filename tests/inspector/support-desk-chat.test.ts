import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { chromium } from "../fixture/browser/open-context.ts";
import { openPage } from "./fixture/inspector-page.ts";
import { takePictures } from "./fixture/picture.ts";
import { startCommand } from "./fixture/start-command.ts";

const DESK = fileURLToPath(new URL("../../examples/support-desk/", import.meta.url));

describe.skipIf(chromium.missing)("the support desk in the chat of the inspector", () => {
  test("a question is answered by a tool of the server that has the answer", async () => {
    const url = await startCommand({
      cwd: DESK,
      within: "in-sandbox.ts",
      args: ["inspect", "--config", "mcp.json", "--model", "offline"],
    });
    const { page, complaints } = await openPage(url);
    await page.getByRole("link", { name: "Chat", exact: true }).click();
    await page.getByText("offline (rules, no language model)").waitFor();
    const message = page.getByLabel("Message", { exact: true });
    await message.fill("Which open tickets does customer C-1042 have?");
    await message.press("Enter");
    const card = page.getByRole("region", { name: /^Call of / }).first();
    await card.getByText("done", { exact: true }).waitFor();
    await page
      .getByText(/SUP-2050/)
      .first()
      .waitFor();
    await page.getByRole("button", { name: "Send" }).waitFor();
    await takePictures(page, "chat", "Chat");
    expect(complaints).toEqual([]);
  });
});

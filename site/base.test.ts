import { execFile } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { chromium } from "../tests/fixture/browser/open-context.ts";
import { openSite } from "./fixture/built-site.ts";

const BASE = "/mortise/";

test.skipIf(chromium.missing)(
  "a site below a path has its pages, search, pictures, playground and the files for models there (feldroy/air#787)",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "mortise-site-"));
    const args = ["--no-warnings", "site/build.ts", "--base", BASE, "--out", folder];
    await promisify(execFile)(process.execPath, args);
    const { page, origin, requests, complaints } = await openSite(BASE, {}, { folder, base: BASE });
    await page.getByRole("link", { name: "Try it here" }).click();
    await page.getByRole("heading", { name: "greeter 1.0.0" }).waitFor();
    await page.getByRole("button", { name: "Search" }).click();
    await page.locator("#localsearch-input").fill("createServer");
    await page.locator("#localsearch-list a").first().click();
    await page.waitForURL(/\/mortise\/.*createServer/);
    await page.goto(`${origin}${BASE}guide/servers.html`);
    await page.getByRole("link", { name: "This page as Markdown" }).click();
    await page.waitForURL(/\/mortise\/guide\/servers\.md$/);
    const outside = requests.filter(
      (url) => /^https?:/.test(url) && !url.startsWith(`${origin}${BASE}`),
    );
    expect(outside).toEqual([]);
    expect(complaints).toEqual([]);
    const index = await (await fetch(`${origin}${BASE}llms.txt`)).text();
    const links = index.match(/(?<=\]\()[^)]+|\S+llms-full\.txt/g) ?? [];
    for (const link of links) {
      expect(link).toMatch(/^\/mortise\//);
      expect((await fetch(`${origin}${link}`)).status, link).toBe(200);
    }
    expect(links).toContain(`${BASE}llms-full.txt`);
    expect(links).toContain(`${BASE}guide/servers.md`);
  },
);

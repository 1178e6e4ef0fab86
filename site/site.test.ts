import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { MortiseErrorCode } from "@mortise/protocol";
import { MortiseError, ProtocolError } from "@mortise/protocol";
import { describe, expect, test } from "vitest";
import { findErrorPage, SITE } from "../packages/mortise/src/output/error-page.ts";
import { chromium } from "../tests/fixture/browser/open-context.ts";
import { expectAccessible } from "../tests/inspector/fixture/check-accessibility.ts";
import { OUTPUT, openSite } from "./fixture/built-site.ts";

const PAGES = globSync("**/*.html", { cwd: OUTPUT })
  .map((path) => `/${path}`)
  .sort();

const SHOWN = [
  "/",
  "/cookbook/",
  "/guide/servers.html",
  "/guide/capacity.html",
  "/reference/errors.html",
  "/reference/node.html",
];
const WINDOWS = [1440, 360].flatMap((width) =>
  (["light", "dark"] as const).map((colorScheme) => ({ width, colorScheme })),
);

/** The addresses that a page links to, and the anchors that it has. */
interface Leads {
  readonly links: readonly string[];
  readonly anchors: readonly string[];
}

describe.skipIf(chromium.missing)("the built site", () => {
  test("every link and anchor inside the site leads somewhere", async () => {
    const { page, origin } = await openSite("/");
    const leads = new Map<string, Leads>();
    for (const path of PAGES) {
      leads.set(path, await page.evaluate(READ_LEADS, readFileSync(join(OUTPUT, path), "utf8")));
    }
    const faults: string[] = [];
    for (const [path, { links }] of leads) {
      for (const link of links) {
        const url = new URL(link, `${origin}${path}`);
        if (url.origin !== origin) continue;
        const target = url.pathname.replace(/\/$/, "/index.html");
        const hash = decodeURIComponent(url.hash.slice(1));
        const isThere = existsSync(join(OUTPUT, target));
        const hasAnchor = hash === "" || leads.get(target)?.anchors.includes(hash);
        if (!isThere || !hasAnchor) faults.push(`${path} -> ${link}`);
      }
    }
    expect(faults).toEqual([]);
    expect(leads.size).toBeGreaterThan(80);
  });

  test.each(WINDOWS)(
    "axe finds nothing, and nothing is cut off, at $width px, $colorScheme",
    async ({ width, colorScheme }) => {
      const { page, origin, complaints } = await openSite("/", {
        viewport: { width, height: 900 },
        colorScheme,
        reducedMotion: "reduce",
      });
      for (const path of SHOWN) {
        await page.goto(`${origin}${path}`);
        await expectAccessible(page);
        const overflow = await page.evaluate(
          "document.documentElement.scrollWidth - document.documentElement.clientWidth",
        );
        expect(overflow, path).toBe(0);
      }
      expect(complaints).toEqual([]);
    },
  );

  test.each(["light", "dark"] as const)("pictures are those for %s", async (colorScheme) => {
    const { page } = await openSite("/guide/capacity.html", { colorScheme });
    const shown = await page
      .locator("main img:visible")
      .evaluateAll((images) => images.map((image) => image.getAttribute("src")));
    expect(shown).toEqual([
      `/images/capacity/instances-${colorScheme}.svg`,
      `/images/capacity/latency-${colorScheme}.svg`,
    ]);
  });

  test.each([
    ["createServer", /\/reference\/server\.html#createServer$/],
    ["retryable", /\.html#/],
  ])("the search finds %s without asking another host", async (word, address) => {
    const { page, origin, requests, complaints } = await openSite("/");
    await page.getByRole("button", { name: "Search" }).click();
    await page.locator("#localsearch-input").fill(word);
    await expect
      .poll(() => page.locator("#localsearch-list a").first().getAttribute("href"))
      .toMatch(address);
    await page.locator("#localsearch-list a").first().click();
    await page.waitForURL(address);
    await page.locator("main").getByText(word).first().waitFor();
    expect(requests.filter((url) => !url.startsWith(origin))).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test("a page links to its Markdown", async () => {
    const { page } = await openSite("/guide/servers.html");
    await page.getByRole("link", { name: "This page as Markdown" }).click();
    await page.waitForURL(/\/guide\/servers\.md$/);
  });
});

test("every page of text has its Markdown beside it, with the links of llms.txt (BerriAI/litellm#36342, vitejs/vite#19400)", () => {
  const pages = PAGES.filter((path) => !/^\/(index|404|playground)\.html$/.test(path));
  const bare = pages.filter((path) => !existsSync(join(OUTPUT, path.replace(/html$/, "md"))));
  expect(bare).toEqual([]);
  const listed = readFileSync(join(OUTPUT, "llms.txt"), "utf8").matchAll(/\]\(\/(.+)\)/g);
  const paths = [...listed].map(([, path]) => `/${path}`);
  expect(paths.sort()).toEqual(pages.map((path) => path.replace(/html$/, "md")).sort());
  const full = readFileSync(join(OUTPUT, "llms-full.txt"), "utf8");
  for (const title of ["# Get started", "# Servers", "# Errors"]) expect(full).toContain(title);
});

test("every name of the reviewed declarations has an anchor in the reference", () => {
  const faults: string[] = [];
  for (const path of globSync("{packages,connectors}/*/api/*.d.ts")) {
    const review = readFileSync(path, "utf8");
    const [, specifier = ""] = /public declarations of (\S+)\. /.exec(review) ?? [];
    const page = `reference/${specifier.replace(/^@mortise\//, "").replaceAll("/", "-")}.html`;
    const html = readFileSync(join(OUTPUT, page), "utf8");
    const names = review.matchAll(/^export (?:declare )?(?:abstract )?\w+ (\w+)/gm);
    for (const [, name] of names) {
      if (!html.includes(`id="${name}"`)) faults.push(`${page}#${name}`);
    }
  }
  expect(faults).toEqual([]);
});

test("the page of each error has the anchor that the command names", () => {
  const codes = [
    ...readFileSync("docs/reference/errors.md", "utf8").matchAll(/^### `([A-Z_]+)`$/gm),
  ];
  const reasons = [
    ...readFileSync("docs/reference/auth-errors.md", "utf8").matchAll(/^### `(\w+)`$/gm),
  ];
  const errors = [
    new ProtocolError(-32_602, "x"),
    ...codes.map(([, code]) => new MortiseError(code as MortiseErrorCode, "x")),
    ...reasons.map(
      ([, code]) => new MortiseError("AUTHORIZATION_FAILED", "x", { data: { code } as object }),
    ),
  ];
  const addresses = errors.flatMap((error) => findErrorPage(error) ?? []);
  expect(addresses.length).toBe(errors.length - 2);
  for (const address of addresses) {
    const [path = "", anchor] = address.slice(SITE.length).split("#");
    expect(readFileSync(join(OUTPUT, path), "utf8"), address).toContain(`id="${anchor}"`);
  }
});

const READ_LEADS = (text: string): Leads => {
  const parsed = new DOMParser().parseFromString(text, "text/html");
  return {
    links: [...parsed.querySelectorAll("a[href]")].map((link) => link.getAttribute("href") ?? ""),
    anchors: [...parsed.querySelectorAll("[id]")].map(({ id }) => id),
  };
};

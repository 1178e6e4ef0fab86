import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { chromium } from "../../tests/fixture/browser/open-context.ts";
import { expectAccessible } from "../../tests/inspector/fixture/check-accessibility.ts";
import type { OpenedSite } from "../fixture/built-site.ts";
import { openSite } from "../fixture/built-site.ts";

const WINDOWS = [1440, 360].flatMap((width) =>
  (["light", "dark"] as const).map((colorScheme) => ({ width, colorScheme })),
);

/** Opens the playground and waits for its first example. */
async function openPlayground(options = {}): Promise<OpenedSite> {
  const site = await openSite("/playground.html", options);
  await site.page.getByRole("heading", { name: "greeter 1.0.0" }).waitFor();
  return site;
}

async function runProgram(page: Page, program: string): Promise<void> {
  await page.getByRole("textbox", { name: "The program" }).fill(program);
  await page.getByRole("button", { name: "Run" }).click();
}

function entryOf(page: Page, name: string) {
  return page.locator("details.pg-entry", { hasText: name });
}

describe.skipIf(chromium.missing)("the playground", () => {
  test("a tool is called from its form, and the wire shows the messages", async () => {
    const { page, origin, requests, complaints } = await openPlayground();
    await page.getByLabel("name (required)").fill("Ada");
    await page.getByRole("button", { name: "Call" }).click();
    await page.getByText("Hello, Ada!", { exact: true }).waitFor();
    await page.locator(".pg-lines summary", { hasText: "→tools/call greet" }).click();
    await page.getByText('"arguments": {').waitFor();
    expect(
      requests.filter((url) => !/^(blob|data|about):/.test(url) && !url.startsWith(origin)),
    ).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test.each(["2026-07-28", "2025-11-25"])("the server asks its user on %s", async (revision) => {
    const { page } = await openPlayground();
    await page.getByLabel("Revision").selectOption(revision);
    await page.getByLabel("Example").selectOption("Ask the user");
    await page.getByRole("heading", { name: `tables 1.0.0 on ${revision}` }).waitFor();
    await page.getByLabel("restaurant (required)").fill("Oak");
    await page.getByRole("button", { name: "Call" }).click();
    await page.getByLabel("guests (required)").fill("4");
    await page.getByRole("button", { name: "Answer" }).click();
    await page.getByText('{"restaurant":"Oak","guests":4,"time":"evening"}').waitFor();
  });

  test("resources and prompts are read, and a change of the program counts", async () => {
    const { page } = await openPlayground();
    await page.getByLabel("Example").selectOption("Resources and prompts");
    const note = entryOf(page, "notes://note/{id}");
    await note.locator("summary").click();
    await note.getByLabel("uri (required)").fill("notes://note/N-2");
    await note.getByRole("button", { name: "Read" }).click();
    await note.getByText("The boiler is due in May.").waitFor();
    const prompt = entryOf(page, "summarize");
    await prompt.locator("summary").click();
    await prompt.getByLabel("style (required)").fill("in one line");
    await prompt.getByRole("button", { name: "Get" }).click();
    await prompt.getByText("Summarize these notes, in one line:").waitFor();
  });

  test("progress is shown, and a call can be cancelled", async () => {
    const { page } = await openPlayground();
    await page.getByLabel("Example").selectOption("Progress and cancelling");
    await page.getByLabel("chapters").fill("100");
    await page.getByRole("button", { name: "Call" }).click();
    await page.getByText("2 of 100: chapter 2").waitFor();
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.locator(".pg-result .pg-failure").waitFor();
  });

  test("an image is drawn", async () => {
    const { page } = await openPlayground();
    await page.getByLabel("Example").selectOption("An image");
    await page.getByLabel("values (required)").fill("[30, 70]");
    await page.getByRole("button", { name: "Call" }).click();
    const image = page.getByRole("img", { name: "The image of the result" });
    await expect.poll(() => image.evaluate((node: HTMLImageElement) => node.naturalWidth)).toBe(72);
  });

  test("an error of a handler is masked for the caller, and its line is in the console", async () => {
    const { page } = await openPlayground();
    await page.getByLabel("Example").selectOption("Results and errors");
    const crash = entryOf(page, "crash");
    await crash.locator("summary").first().click();
    await crash.getByRole("button", { name: "Call" }).click();
    await crash
      .getByText(/internal error/)
      .first()
      .waitFor();
    await page.locator(".pg-console-error", { hasText: "hunter2" }).waitFor();
    expect(await page.locator(".pg-console-error").textContent()).toMatch(/server\.ts:45:/);
  });

  test.each([
    ["a program that cannot be parsed", "const a = 1;\nconst b = (;", /^Line 2: Unexpected token/],
    ["a late fault of syntax", "const a = 1;\n\nconst a = 2;", /has already been declared$/],
    ["an error at the start", 'const a = 1;\nthrow new TypeError("no");', /^Line 2: TypeError: no/],
    ["a package that is not here", 'import "pg";', /^Line 1: The playground has no "pg"/],
    [
      "a name that a package lacks",
      'import { listen } from "mortise";\nlisten();',
      /'mortise' does not provide an export named 'listen'/,
    ],
    ["a program without a server", "export const a = 1;", /has no server to show/],
  ])("%s is refused with its place", async (_name, program, message) => {
    const { page } = await openPlayground();
    await runProgram(page, program);
    const alert = page.getByRole("alert");
    await alert.waitFor();
    expect(await alert.textContent()).toMatch(message);
  });

  test("a loop without an end is ended, and the next program runs", async () => {
    const { page } = await openPlayground();
    await runProgram(page, "for (;;) {}");
    await page.getByText(/answered nothing for 8 seconds/).waitFor();
    await page.getByLabel("Example").selectOption("Ten lines");
    await page.getByRole("heading", { name: "greeter 1.0.0" }).waitFor();
  });

  test("a program has no network, no storage and no page", async () => {
    const { page, origin } = await openPlayground();
    await runProgram(
      page,
      `const tries = {
        network: () => fetch("${origin}/llms.txt"),
        script: () => import(["data:", "text/javascript,1"].join("")),
        database: () => new Promise((done, fail) => {
          const request = indexedDB.open("x");
          request.onsuccess = done;
          request.onerror = () => fail(request.error);
        }),
        caches: () => caches.open("x"),
        page: async () => document.title,
        parent: async () => parent.document.title,
      };
      for (const [name, run] of Object.entries(tries)) {
        const got = await Promise.resolve().then(run).then(() => "allowed", () => "refused");
        console.log(name + " " + got);
      }`,
    );
    await page.getByText(/has no server to show/).waitFor();
    expect(await page.locator(".pg-console-log").allTextContents()).toEqual([
      "network refused",
      "script refused",
      "database refused",
      "caches refused",
      "page refused",
      "parent refused",
    ]);
  });

  test("a shared link holds the program, which waits for its reader", async () => {
    const { page } = await openPlayground();
    const program =
      'import { createServer } from "mortise";\nexport default createServer({ name: "mine", version: "2.0.0" });';
    await runProgram(page, program);
    await page.getByRole("heading", { name: "mine 2.0.0" }).waitFor();
    await page.getByRole("button", { name: "Share" }).click();
    await page.waitForURL(/#code=/);
    const other = await page.context().newPage();
    await other.goto(page.url());
    await other.getByText("Run starts it").waitFor();
    expect(await other.locator(".cm-content").innerText()).toBe(program);
    expect(await other.getByRole("heading", { name: "mine 2.0.0" }).count()).toBe(0);
    await other.getByRole("button", { name: "Run" }).click();
    await other.getByRole("heading", { name: "mine 2.0.0" }).waitFor();
  });

  test("the keyboard reaches everything: it runs, leaves the editor and calls", async () => {
    const { page } = await openPlayground();
    await page.getByRole("textbox", { name: "The program" }).focus();
    await page.keyboard.press("Control+Enter");
    await page.getByRole("heading", { name: "greeter 1.0.0" }).waitFor();
    await page.keyboard.press("Escape");
    const name = page.getByLabel("name (required)");
    for (let press = 0; press < 6; press += 1) {
      if (await name.evaluate((node) => node === document.activeElement)) break;
      await page.keyboard.press("Tab");
    }
    await page.keyboard.type("Ada");
    await page.keyboard.press("Enter");
    await page.getByText("Hello, Ada!", { exact: true }).waitFor();
  });

  test.each(WINDOWS)(
    "axe finds nothing, and nothing is cut off, at $width px, $colorScheme",
    async ({ width, colorScheme }) => {
      const { page } = await openPlayground({
        viewport: { width, height: 900 },
        colorScheme,
        reducedMotion: "reduce",
      });
      await page.getByLabel("Example").selectOption("Ask the user");
      await page.getByLabel("restaurant (required)").fill("Oak");
      await page.getByRole("button", { name: "Call" }).click();
      await page.getByLabel("guests (required)").waitFor();
      await page.locator(".pg-lines summary", { hasText: "tools/call book_table" }).first().click();
      await expectAccessible(page);
      const overflow = await page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth",
      );
      expect(overflow).toBe(0);
      if (process.env["SHOTS"])
        await page.screenshot({ path: `/tmp/pg-${width}-${colorScheme}.png`, fullPage: true });
      await runProgram(page, "const a = 1;\nconst b = (;");
      await page.getByRole("alert").waitFor();
      await expectAccessible(page);
    },
  );
});

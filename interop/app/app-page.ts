import { fileURLToPath } from "node:url";
import type { Frame, Locator, Page } from "playwright-core";
import { chromium } from "playwright-core";
import { findChromium } from "../../tests/fixture/browser/find-chromium.ts";
import { startPrinting } from "../process.ts";
import { inNode } from "../reach.ts";

const MORTISE = fileURLToPath(new URL("../../packages/mortise/src/bin.ts", import.meta.url));

/** A view reaches this machine alone, so that a run is the same with the internet and without it. */
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
];

/** A wait ends before the pairing that it hangs, so that the failure says what was awaited. */
const WAIT_MS = 300_000;

/** The page of `mortise inspect` on one server. */
export class AppPage implements AsyncDisposable {
  readonly page: Page;
  /** The hosts that a view asked for, other than this machine. */
  readonly hosts: Set<string> = new Set();
  readonly #stack: AsyncDisposableStack;

  private constructor(page: Page, stack: AsyncDisposableStack) {
    this.page = page;
    this.#stack = stack;
    page.on("request", (request) => {
      const { protocol, hostname } = new URL(request.url());
      const isHere = hostname === "localhost" || hostname === "127.0.0.1";
      if (protocol.startsWith("http") && !isHere) this.hosts.add(hostname);
    });
  }

  /** Starts the command on the command of a server, and opens the page that it names. */
  static async open(command: readonly string[]): Promise<AppPage> {
    const found = findChromium();
    if ("missing" in found) throw new Error(found.missing);
    await using stack = new AsyncDisposableStack();
    const args = ["inspect", "--no-open", "--port", "0", "--", ...command];
    const readUrl = (line: string): string | undefined => /^Inspector\s+(http:\S+)/.exec(line)?.[1];
    const inspector = stack.use(await startPrinting(inNode(MORTISE, args), readUrl));
    const browser = await chromium.launch({ executablePath: found.path, args: FLAGS });
    stack.defer(() => browser.close());
    const context = await browser.newContext({ viewport: { width: 1440, height: 1100 } });
    context.setDefaultTimeout(WAIT_MS);
    const page = await context.newPage();
    await page.goto(inspector.url);
    return new AppPage(page, stack.move());
  }

  /** Calls a tool, and returns the verdict that the page shows. */
  async call(tool: string, input: object | undefined): Promise<string | null> {
    const { page } = this;
    await page.getByRole("option", { name: tool }).first().click();
    await page.getByRole("heading", { level: 2, name: tool, exact: true }).waitFor();
    if (input !== undefined) {
      await page.getByRole("tab", { name: "JSON" }).first().click();
      await page.locator(".cm-content").first().fill(JSON.stringify(input));
    }
    await page.keyboard.press("Control+Enter");
    const verdict = page.locator("[data-verdict]:not([data-verdict=running])");
    await verdict.waitFor();
    return await verdict.getAttribute("data-verdict");
  }

  /** The frame of the view inside of the sandbox. */
  async openView(): Promise<Frame> {
    const { page } = this;
    const sandbox = page.frameLocator('iframe[title^="View ui://"]');
    await sandbox.frameLocator("iframe").locator("body").waitFor({ state: "attached" });
    const main = page.mainFrame();
    const view = page.frames().find((one) => one.parentFrame()?.parentFrame() === main);
    if (view === undefined) throw new Error("The sandbox shows no view");
    return view;
  }

  /** The rows of the wire log for calls of a tool. */
  async rowsOf(tool: string): Promise<Locator> {
    await this.page.getByRole("searchbox", { name: "Filter of the wire log" }).fill(tool);
    const log = this.page.getByRole("listbox", { name: "Wire log" });
    return log.getByRole("option", { name: new RegExp(`tools/call.*${tool}`) });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }
}

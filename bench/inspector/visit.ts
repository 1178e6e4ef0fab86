import { dirname } from "node:path";
import type { Browser, Page } from "playwright-core";
import type { Contender, Served } from "./contender.ts";
import { Program } from "./program.ts";
import { writeServer } from "./served-file.ts";

/** One start of one inspector; times are in milliseconds. */
export interface StartSample {
  readonly url: number;
  readonly connected: number;
  /** Of the command and its processes, until the page was connected. */
  readonly processor: number;
  /** As they were sent. */
  readonly bytes: number;
  /** The requests of the page to other machines. */
  readonly outside: number;
  /** From a save until the page shows it, where the inspector follows the file. */
  readonly edit?: number;
}

/** An inspector that runs, with its page, until it is disposed of. */
export interface Visit extends AsyncDisposable {
  readonly page: Page;
  readonly sample: StartSample;
}

interface VisitOptions {
  readonly browser: Browser;
  readonly served: Served;
  /** Milliseconds for each step of the page; default: none, since a slow machine is measured, not refused. */
  readonly limit?: number;
}

/** Starts an inspector, and waits until its page shows the first tool of the server. */
export async function visit(
  contender: Contender,
  { browser, served, limit = 0 }: VisitOptions,
): Promise<Visit> {
  await using stack = new AsyncDisposableStack();
  const { args, env = {} } = contender.start(served);
  const begin = performance.now();
  const program = stack.use(new Program(args, env, dirname(served.file)));
  const address = await program.until((output) => contender.findUrl(output, served));
  const url = performance.now() - begin;
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  stack.defer(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(limit);
  const network = await context.newCDPSession(page);
  await network.send("Network.enable");
  let bytes = 0;
  network.on("Network.loadingFinished", ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  let outside = 0;
  page.on("request", (request) => {
    if (!isHere(new URL(request.url()))) outside += 1;
  });
  await page.goto(address, { waitUntil: "commit" });
  if (contender.tab !== undefined) {
    await page.getByText(contender.tab, { exact: true }).first().click();
  }
  await page.getByText("greet_0", { exact: true }).first().waitFor();
  const connected = performance.now() - begin;
  const sample = { url, connected, processor: program.processorTime(), bytes, outside };
  const kept = stack.move();
  return { page, sample, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** The milliseconds from a save of the file until the page shows it. */
export async function timeEdit(page: Page, { file }: Served, tools: number): Promise<number> {
  await page.getByText("greet_0", { exact: true }).first().click();
  await page.getByText("As it was.").first().waitFor();
  const shown = page.getByText("As it is now.").first().waitFor();
  const saved = performance.now();
  writeServer(file, tools, "As it is now.");
  await shown;
  return performance.now() - saved;
}

function isHere({ protocol, hostname }: URL): boolean {
  return (
    !/^(?:https?|wss?):$/.test(protocol) || /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname)
  );
}

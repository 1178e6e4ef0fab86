import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { chromium } from "playwright-core";
import { findChromium } from "../../tests/fixture/browser/find-chromium.ts";
import type { LeftOut } from "../install-rivals.ts";
import { rotate } from "../statistics.ts";
import type { Contender, Served } from "./contender.ts";
import { listContenders, rivals } from "./contender.ts";
import type { FrameTimes } from "./frame-times.ts";
import { measureFrames, scrollOver } from "./frame-times.ts";
import { serveFile, writeServer } from "./served-file.ts";
import type { StartSample } from "./visit.ts";
import { timeEdit, visit } from "./visit.ts";

/** Tools of the large catalogue. */
const MANY = 1000;

/** Other inspectors may choke on it; ours is measured however long it takes. */
const LIMIT_MS = 120_000;

/** One inspector of a run. */
export interface InspectorResult {
  readonly name: Contender["name"];
  readonly label: string;
  readonly starts: readonly StartSample[];
  /** While the list of 1,000 tools is scrolled; absent when another inspector does not come to show it. */
  readonly tools?: FrameTimes;
  /** Of ours: a result of 5 MB, and a wire log of 10,000 frames. */
  readonly load?: {
    readonly big: number;
    readonly scroll: FrameTimes;
    readonly filter: FrameTimes;
  };
}

/** The findings on inspectors, and the reason for each that is missing. */
export interface InspectorFindings {
  readonly results: readonly InspectorResult[];
  readonly leftOut: readonly LeftOut[];
}

/** Measures our inspector and others, in rotated turns of one run. */
export async function measureInspectors(
  { rounds, installed }: { readonly rounds: number; readonly installed: string | undefined },
  onProgress: (text: string) => void,
): Promise<InspectorFindings> {
  const found = findChromium();
  if ("missing" in found)
    return { results: [], leftOut: [{ label: "inspectors", reason: found.missing }] };
  const { contenders, leftOut } = chooseContenders(installed, onProgress);
  const folder = mkdtempSync(join(tmpdir(), "mortise-bench-"));
  try {
    const modules = installed ?? fileURLToPath(new URL("../..", import.meta.url));
    symlinkSync(join(modules, "node_modules"), join(folder, "node_modules"));
    const browser = await chromium.launch({
      executablePath: found.path,
      args: ["--headless", "--no-sandbox", "--disable-gpu"],
    });
    try {
      const starts = await measureStarts(contenders, { browser, folder, rounds }, onProgress);
      const loads = await measureLoads(contenders, { browser, folder }, onProgress);
      const results = contenders.map(({ name, label }, at) => ({
        ...{ name, label, starts: starts.get(label) ?? [] },
        ...(loads[at] as Pick<InspectorResult, "tools" | "load">),
      }));
      return { results, leftOut };
    } finally {
      await browser.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function chooseContenders(
  installed: string | undefined,
  onProgress: (text: string) => void,
): { readonly contenders: readonly Contender[]; readonly leftOut: readonly LeftOut[] } {
  const all = listContenders(installed);
  if (rivals.has()) return { contenders: all, leftOut: [] };
  onProgress("installing other inspectors into bench/inspector/rivals");
  const failure = rivals.install();
  if (failure === undefined) return { contenders: all, leftOut: [] };
  const reason = `npm ci in bench/inspector/rivals failed: ${failure}`;
  const isOurs = ({ name }: Contender): boolean => name === "inspect" || name === "dev";
  return {
    contenders: all.filter(isOurs),
    leftOut: all.filter((one) => !isOurs(one)).map(({ label }) => ({ label, reason })),
  };
}

interface Place {
  readonly browser: Browser;
  readonly folder: string;
}

async function measureStarts(
  contenders: readonly Contender[],
  { browser, folder, rounds }: Place & { readonly rounds: number },
  onProgress: (text: string) => void,
): Promise<ReadonlyMap<string, readonly StartSample[]>> {
  const samples = new Map<string, StartSample[]>(contenders.map(({ label }) => [label, []]));
  await withServer(folder, 1, async (served) => {
    for (let round = 0; round < rounds; round += 1) {
      onProgress(`inspectors: round ${round + 1} of ${rounds}`);
      for (const contender of rotate(contenders, round)) {
        writeServer(served.file, 1, "As it was.");
        await using opened = await visit(contender, { browser, served });
        const { page, sample } = opened;
        const edit = contender.name === "dev" ? await timeEdit(page, served, 1) : undefined;
        samples.get(contender.label)?.push({ ...sample, ...(edit !== undefined && { edit }) });
      }
    }
  });
  return samples;
}

async function measureLoads(
  contenders: readonly Contender[],
  { browser, folder }: Place,
  onProgress: (text: string) => void,
): Promise<readonly Pick<InspectorResult, "tools" | "load">[]> {
  const loads: Pick<InspectorResult, "tools" | "load">[] = [];
  await withServer(folder, MANY, async (served) => {
    for (const contender of contenders) {
      onProgress(`inspectors: ${MANY} tools in ${contender.label}`);
      loads.push(await measureLoad(contender, { browser, served }, onProgress));
    }
  });
  return loads;
}

async function measureLoad(
  contender: Contender,
  { browser, served }: { readonly browser: Browser; readonly served: Served },
  onProgress: (text: string) => void,
): Promise<Pick<InspectorResult, "tools" | "load">> {
  const isOurs = contender.name === "inspect" || contender.name === "dev";
  try {
    const limit = isOurs ? 0 : LIMIT_MS;
    await using opened = await visit(contender, { browser, served, limit });
    const { page } = opened;
    const tools = await measureFrames(page, () => scrollOver(page, "greet_0"));
    return { tools, ...(contender.name === "inspect" && { load: await measureOurs(page) }) };
  } catch (error) {
    if (isOurs) throw error;
    onProgress(`${contender.label} does not show ${MANY} tools: ${(error as Error).message}`);
    return {};
  }
}

/** A result of 5 MB, and a log of many frames, in our own page. */
async function measureOurs(page: Page): Promise<NonNullable<InspectorResult["load"]>> {
  const choose = async (tool: string): Promise<void> => {
    await page.getByLabel("Filter the tools").fill(tool);
    await page.getByRole("option", { name: tool }).first().click();
    await page.getByRole("heading", { level: 2, name: tool, exact: true }).waitFor();
  };
  await choose("big");
  const called = performance.now();
  await page.keyboard.press("Control+Enter");
  await page.getByText("a line of twenty-five B").first().waitFor();
  const big = performance.now() - called;
  await choose("log_much");
  await page.keyboard.press("Control+Enter");
  await page.locator('[data-verdict="ok"]').waitFor();
  await page.getByRole("button", { name: "Show the log alone (w)" }).click();
  const log = page.getByRole("listbox", { name: "Wire log" });
  await log.getByText("notifications/message").first().waitFor();
  const scroll = await measureFrames(page, () => scrollOver(page, "notifications/message"));
  const filter = await measureFrames(page, async () => {
    const field = page.getByRole("searchbox", { name: "Filter of the wire log" });
    await field.pressSequentially("method:tools/call");
    await log.getByRole("option", { name: /log_much/ }).waitFor();
  });
  return { big, scroll, filter };
}

/** Serves a file of so many tools by URL while `use` runs. */
async function withServer(
  folder: string,
  tools: number,
  use: (served: Served) => Promise<void>,
): Promise<void> {
  const running = join(folder, "served.ts");
  const file = join(folder, "server.ts");
  writeServer(running, tools, "As it was.");
  writeServer(file, tools, "As it was.");
  const { program, url } = await serveFile(running);
  try {
    await use({ file, url });
  } finally {
    await program[Symbol.asyncDispose]();
  }
}

// `node bench/inspector/run.ts [--rounds 3] [--tools 1] [--installed <folder>]`: from the command to a page that
// is connected, and from a save to the page, of our inspector and of others in turns of one run.
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Browser } from "playwright-core";
import { chromium } from "playwright-core";
import { median, rotate } from "../statistics.ts";
import { table } from "../table.ts";
import type { Contender, Served } from "./contender.ts";
import { listContenders, rivals } from "./contender.ts";
import { Program } from "./program.ts";

/** One start of one inspector; times are in milliseconds. */
interface Sample {
  readonly url: number;
  readonly connected: number;
  /** Of the command and its processes, until the page was connected. */
  readonly processor: number;
  /** As they were sent. */
  readonly bytes: number;
  /** From a save until the page shows it, where the inspector follows the file. */
  readonly edit?: number;
}

const WORKSPACE = fileURLToPath(new URL("../..", import.meta.url));
const BIN = join(WORKSPACE, "packages/mortise/src/bin.ts");
const CHROMIUM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

/** The code of a server; the page of each inspector shows the name of its first tool. */
function serverCode(tools: number, description: string): string {
  return `import { createServer } from "mortise";
const server = createServer({ name: "probe", version: "1.0.0" });
for (let number = 0; number < ${tools}; number += 1) {
  server.tool(\`greet_\${number}\`, { description: ${JSON.stringify(description)} }, () => "Hello");
}
export default server;
`;
}

async function measure(
  contender: Contender,
  { browser, served, tools }: { browser: Browser; served: Served; tools: number },
): Promise<Sample> {
  writeFileSync(served.file, serverCode(tools, "As it was."));
  const { args, env = {} } = contender.start(served);
  const begin = performance.now();
  await using program = new Program(args, env, join(served.file, ".."));
  const address = await program.until((output) => contender.findUrl(output, served));
  const url = performance.now() - begin;
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  try {
    const page = await context.newPage();
    // A slow machine is measured, not refused.
    page.setDefaultTimeout(0);
    const network = await context.newCDPSession(page);
    await network.send("Network.enable");
    let bytes = 0;
    network.on("Network.loadingFinished", ({ encodedDataLength }) => {
      bytes += encodedDataLength;
    });
    await page.goto(address, { waitUntil: "commit" });
    if (contender.tab !== undefined) {
      await page.getByText(contender.tab, { exact: true }).first().click();
    }
    const tool = page.getByText("greet_0", { exact: true }).first();
    await tool.waitFor();
    const connected = performance.now() - begin;
    const sample = { url, connected, processor: program.processorTime(), bytes };
    if (!args.includes("dev")) return sample;
    await tool.click();
    await page.getByText("As it was.").first().waitFor();
    const shown = page.getByText("As it is now.").first().waitFor();
    const saved = performance.now();
    writeFileSync(served.file, serverCode(tools, "As it is now."));
    await shown;
    return { ...sample, edit: performance.now() - saved };
  } finally {
    await context.close();
  }
}

/** Serves the file that the inspectors look at by its URL. */
async function serve(file: string): Promise<{ program: Program; url: string }> {
  const program = new Program([BIN, "run", file, "--http", "0"], {}, join(file, ".."));
  const url = await program.until((output) => /http:\/\/\S+\/mcp/.exec(output)?.[0]);
  return { program, url };
}

function render(label: string, samples: readonly Sample[]): string[] {
  const middle = (pick: (sample: Sample) => number | undefined): string => {
    const values = samples.map(pick).filter((value) => value !== undefined);
    if (values.length === 0) return "–";
    return `${Math.round(median(values))} [${Math.round(Math.min(...values))}–${Math.round(Math.max(...values))}]`;
  };
  return [
    label,
    middle(({ url }) => url),
    middle(({ connected }) => connected),
    middle(({ processor }) => processor),
    middle(({ edit }) => edit),
    middle(({ bytes }) => bytes / 1000),
  ];
}

async function run(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rounds: { type: "string", default: "3" },
      tools: { type: "string", default: "1" },
      installed: { type: "string" },
    },
  });
  const [rounds, tools] = [Number(values.rounds), Number(values.tools)];
  const failure = rivals.has() ? undefined : rivals.install();
  if (failure !== undefined) throw new Error(`npm ci in bench/inspector/rivals failed: ${failure}`);
  const folder = mkdtempSync(join(tmpdir(), "mortise-bench-"));
  const modules = values.installed ?? WORKSPACE;
  symlinkSync(join(modules, "node_modules"), join(folder, "node_modules"));
  const file = join(folder, "server.ts");
  writeFileSync(join(folder, "served.ts"), serverCode(tools, "As it was."));
  const { program, url } = await serve(join(folder, "served.ts"));
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ["--headless", "--no-sandbox", "--disable-gpu"],
  });
  const contenders = listContenders(values.installed);
  const samples = new Map<string, Sample[]>(contenders.map(({ label }) => [label, []]));
  const load = loadavg()[0] ?? 0;
  try {
    for (let round = 0; round < rounds; round += 1) {
      for (const contender of rotate(contenders, round)) {
        const sample = await measure(contender, { browser, served: { file, url }, tools });
        samples.get(contender.label)?.push(sample);
        console.error(`round ${round + 1}: ${contender.label}`, JSON.stringify(sample));
      }
    }
  } finally {
    await browser.close();
    await program[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  }
  const head = ["", "URL, ms", "connected, ms", "processor, ms", "save to page, ms", "loaded, kB"];
  const rows = [...samples].map(([label, taken]) => render(label, taken));
  console.log(table([head, ...rows]));
  const cores = readFileSync("/proc/cpuinfo", "utf8").match(/^processor/gm)?.length;
  console.log(
    `\n${rounds} rounds, ${tools} tools, ${cores} cores, load average ${load.toFixed(1)} before and ${(loadavg()[0] ?? 0).toFixed(1)} after. Median [smallest–largest].`,
  );
}

await run();

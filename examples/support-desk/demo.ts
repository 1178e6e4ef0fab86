import process from "node:process";
import { styleText } from "node:util";
import { createAgent, resolveModel } from "mortise/agent";
import { sales } from "./agent/sales.ts";
import { support } from "./agent/support.ts";
import { showRun } from "./demo/show-run.ts";
import type { RunningServers } from "./demo/start-servers.ts";
import { startServers } from "./demo/start-servers.ts";

const SUPPORT_QUESTION =
  "What is the current status of customer C-1042 and do they have any open tickets?";
const SALES_QUESTION =
  "Which plan is customer C-1042 on, what have they ordered, how do their invoices stand, and what was the last conversation with them in Slack?";

const EXPORT_TITLE = "Support agent, on work that takes its time: a task";
const EXPORT_REQUEST = "Export the history of customer C-1042.";

const OFFLINE_NOTICE =
  "No model configured: running in offline mode (rules, no language model).\nSet ANTHROPIC_API_KEY, OPENAI_API_KEY or GEMINI_API_KEY to let one answer.";

const DESK = [
  { title: "Support agent", settings: support, question: SUPPORT_QUESTION },
  { title: "Sales agent, on the same servers", settings: sales, question: SALES_QUESTION },
];

/** Runs the support desk: two agents over the same four servers. Ends everything that it started. */
export async function runDemo(signal: AbortSignal): Promise<void> {
  const started = performance.now();
  print(`\n${styleText("bold", "The support desk")}: two agents over the same four servers\n`);
  const { label, source } = await resolveModel();
  print(`${styleText("bold", "Model")}\n  ${label}`);
  if (source === "offline") print(styleText("dim", indent(OFFLINE_NOTICE)));
  const running = await startServers(process.env, signal);
  try {
    print(describeServers(running));
    for (const { title, settings, question } of DESK) {
      printTitle(title, question);
      const agent = createAgent({ ...settings, servers: running.clients });
      await showRun(agent, question, signal);
    }
    printTitle(EXPORT_TITLE, EXPORT_REQUEST);
    const { clients, history } = running;
    await using agent = createAgent({ ...support, servers: { ...clients, history } });
    await showRun(agent, EXPORT_REQUEST, signal);
  } finally {
    await running.close();
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  print(styleText("dim", `\nDone in ${seconds} s. The code: examples/support-desk/README.md`));
}

function printTitle(title: string, question: string): void {
  print(`\n${styleText(["bold", "cyan"], title)}\n${styleText("bold", `> ${question}`)}\n`);
}

function describeServers({ places }: RunningServers): string {
  const width = Math.max(...places.map(({ name }) => name.length));
  const reach = Math.max(...places.map(({ transport }) => transport.length));
  const rows = places.map(
    ({ name, transport, backend }) =>
      `  ${name.padEnd(width)}  ${transport.padEnd(reach)}  ${styleText("dim", backend)}`,
  );
  return `\n${styleText("bold", "Servers")}\n${rows.join("\n")}`;
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, "  ");
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

if (process.argv[1] === import.meta.filename) await runDemo(new AbortController().signal);

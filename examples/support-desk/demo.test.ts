import { spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { ProviderRequest } from "mortise/testing";
import { agentSettings, startFakeProvider } from "mortise/testing";
import { expect, test } from "vitest";
import { createTemporarySchema } from "./database/temporary-schema.ts";

const BIN = fileURLToPath(new URL("../../packages/mortise/src/bin.ts", import.meta.url));
const QUESTION = "What is the current status of customer C-1042 and do they have any open tickets?";
const CALLS = `[Using tool: get_customer({"customer_id":"C-1042"})]
[Using tool: get_open_tickets({"customer_id":"C-1042"})]
`;

/** The environment without keys, databases and model servers. */
function cleanEnvironment(): Record<string, string | undefined> {
  const { PATH, HOME, NODE_COMPILE_CACHE } = process.env;
  return { PATH, HOME, NODE_COMPILE_CACHE, OLLAMA_HOST: "http://127.0.0.1:1" };
}

async function runDemo(env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [BIN, "demo"], {
    cwd: tmpdir(),
    env: { ...cleanEnvironment(), ...env },
  });
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  return { out, err, code };
}

test("the demo answers the article's question, then the sales agent's, exports a history by a task, and ends by itself", async () => {
  const { out, err, code } = await runDemo();
  expect({ err, code }).toEqual({ err: "", code: 0 });
  expect(out).toContain("No model configured: running in offline mode");
  expect(out).toMatch(/customers +stdio +SQLite/);
  expect(out).toMatch(/tickets +http:\S+ +Jira/);
  const [first = "", second = "", third = ""] = out.split(/Sales agent|Support agent, on/);
  expect(first).toContain(`> ${QUESTION}\n\n${CALLS}`);
  expect(first).toContain("Sarah Chen (C-1042) is on the Pro plan and the account is active.");
  expect(first).toMatch(
    /2 open tickets:[\s\S]*Billing discrepancy.*high priority[\s\S]*API rate limit.*medium priority/,
  );
  for (const tool of [
    "get_customer",
    "list_orders",
    "list_invoices",
    "get_customer_conversation",
  ]) {
    expect(second).toContain(`[Using tool: ${tool}({"customer_id":"C-1042"})]`);
  }
  expect(second).toMatch(/ORD-\d+[\s\S]*INV-\d+[\s\S]*\/v1\/readings/);
  const held = "5 orders, 5 invoices, 4 tickets with 2 comments, 4 messages";
  const lines = third.split("\n").filter((line) => line.startsWith("["));
  expect(lines.slice(0, 3)).toEqual([
    "[Approved by the user: export_customer_history]",
    '[Using tool: export_customer_history({"customer_id":"C-1042"})]',
    "[It has become a task, which outlives this program: task-1]",
  ]);
  expect(lines[3]).toMatch(/^\[Progress: Read \d/);
  expect(lines).toContain(
    `[The server asks: The history of Sarah Chen (C-1042) holds ${held}. Write it to a document? Yes.]`,
  );
  expect(third).toMatch(
    /Done: export_customer_history\. Customer: uri: history:\/\/exports\/C-1042-\w+\.md/,
  );
  expect(out).toMatch(/Done in [\d.]+ s/);
});

test("with a key the demo uses that provider", async () => {
  const asked = new Set<string>();
  await using provider = await startFakeProvider({
    script: ({ entries }: ProviderRequest) => {
      const last = entries.at(-1);
      if (last?.role === "result") return { text: `The model read: ${last.text}` };
      if (last?.role === "user") asked.add(last.text);
      return { calls: [{ name: "get_customer", args: { customer_id: "C-1042" } }] };
    },
  });
  const { environment } = agentSettings("anthropic-messages", provider.url);
  const { out, err, code } = await runDemo(environment);
  expect({ err, code }).toEqual({ err: "", code: 0 });
  expect(out).toMatch(/Model\n {2}anthropic\/claude/);
  expect(out).not.toContain("offline");
  expect(out).toMatch(/The model read: .*Sarah Chen/);
  expect(asked).toContain(QUESTION);
});

test("a database that cannot be reached ends the demo with 1 and says so", async () => {
  const { err, code } = await runDemo({ DATABASE_URL: "postgres://nobody@127.0.0.1:1/none" });
  expect(err).toMatch(/^error get_customer failed: The customer database cannot be reached/);
  expect(code).toBe(1);
});

const schema = await createTemporarySchema();

test.runIf(schema !== undefined)("with DATABASE_URL the customers are in PostgreSQL", async () => {
  const { out, err, code } = await runDemo({ DATABASE_URL: schema?.url ?? "" });
  await schema?.drop();
  expect({ err, code }).toEqual({ err: "", code: 0 });
  expect(out).toMatch(/customers +stdio +PostgreSQL/);
  expect(out).toContain("Sarah Chen (C-1042) is on the Pro plan");
});

test("an agent of one's own is a file of five lines", async () => {
  const child = spawn(process.execPath, [fileURLToPath(new URL("./ask.ts", import.meta.url))], {
    env: cleanEnvironment(),
  });
  const [out, [code]] = await Promise.all([text(child.stdout), once(child, "close")]);
  expect(out).toContain("2 open tickets");
  expect(code).toBe(0);
});

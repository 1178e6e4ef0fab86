import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { ReplyScript } from "@mortise/testing";
import { agentSettings, callThenAnswer, startFakeProvider } from "@mortise/testing";
import { afterAll, beforeAll, expect, test } from "vitest";

const BIN = fileURLToPath(new URL("../bin.ts", import.meta.url));
const MORTISE = new URL("../index.ts", import.meta.url).href;
const ZOD = import.meta.resolve("zod");

const ORDERS = `
import { createServer, serve } from ${JSON.stringify(MORTISE)};
import { z } from ${JSON.stringify(ZOD)};
const server = createServer({ name: "orders", version: "1.0.0" });
const input = z.object({ order_id: z.string().describe("e.g. ORD-1") });
server.tool("get_order", { description: "Look up an order.", input, annotations: { readOnlyHint: true } }, ({ order_id }) => ({ order_id, status: "shipped" }));
server.tool("cancel_order", { description: "Cancel an order.", input }, ({ order_id }) => ({ order_id, status: "cancelled" }));
await serve(server);
`;

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "mortise-chat-"));
  writeFileSync(join(folder, "orders.ts"), ORDERS);
  writeFileSync(join(folder, "boom.ts"), 'throw new Error("no settings");');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function chat(args: readonly string[], { input = "", env = {} } = {}) {
  const { PATH, HOME, NODE_COMPILE_CACHE } = process.env;
  const child = spawn(process.execPath, [BIN, "chat", ...args], {
    cwd: folder,
    env: { PATH, HOME, NODE_COMPILE_CACHE, ...env },
  });
  child.stdin.end(input);
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  return { out, err, code };
}

const OFFLINE = ["--model", "offline"];
const CALLS_BOTH: ReplyScript = callThenAnswer(
  [
    { name: "get_order", args: { order_id: "ORD-1" } },
    { name: "cancel_order", args: { order_id: "ORD-2" } },
  ],
  (results) => results.join(" | "),
);

test("a piped message is answered with the tools that were used", async () => {
  const input = "What is the status of order ORD-1?\n";
  const { out, err, code } = await chat(["orders.ts", ...OFFLINE], { input });
  expect({ err, code }).toEqual({ err: "", code: 0 });
  expect(out).toMatch(/^\[Using tool: get_order\(\{"order_id":"ORD-1"\}\)\]\n/);
  expect(out).toContain("shipped");
  expect(out).toContain("[offline mode:");
});

test("a language model streams its answer; a call that may change something needs approval", async () => {
  await using provider = await startFakeProvider({ script: CALLS_BOTH });
  const { environment: env } = agentSettings("anthropic-messages", provider.url);
  const { out, err, code } = await chat(["orders.ts", "--message", "Look and cancel"], { env });
  expect(code).toBe(0);
  expect(out).toContain('[Using tool: get_order({"order_id":"ORD-1"})]');
  expect(out).toContain('[Not run: cancel_order({"order_id":"ORD-2"})]');
  expect(out).toContain("it needs approval, and there was no answer");
  expect(err).toMatch(/note cancel_order may change something.*--approve never/);
});

test("--approve never runs it, --approve all asks about everything", async () => {
  await using provider = await startFakeProvider({ script: CALLS_BOTH });
  const { environment: env } = agentSettings("anthropic-messages", provider.url);
  const words = ["orders.ts", "--message", "Look and cancel"];
  const free = await chat([...words, "--approve", "never"], { env });
  expect(free.out).toContain('[Using tool: cancel_order({"order_id":"ORD-2"})]');
  expect(free).toMatchObject({ code: 0, err: "", out: expect.stringContaining("cancelled") });
  const asked = await chat([...words, "--approve", "all"], { env });
  expect(asked.out).not.toContain("Using tool");
});

test("--json prints one document with the answer and the calls", async () => {
  const words = ["shop=orders.ts", "--json", "--message", "What is the status of order ORD-1?"];
  const { out, err, code } = await chat([...words, ...OFFLINE]);
  expect({ err, code }).toEqual({ err: "", code: 0 });
  expect(JSON.parse(out)).toMatchObject({
    answer: expect.stringContaining("shipped"),
    model: "offline (rules, no language model)",
    stopReason: "answer",
    toolCalls: [{ server: "shop", tool: "get_order", args: { order_id: "ORD-1" }, isError: false }],
  });
});

test("a server that cannot be started is left out and reported once; without any the chat exits with 3", async () => {
  const words = ["--message", "What is the status of order ORD-1?", ...OFFLINE];
  const partly = await chat(["orders.ts", "boom.ts", ...words]);
  expect(partly.code).toBe(0);
  expect(partly.err).toMatch(
    /^boom is left out\. error boom\.ts ended with code 1[\s\S]*no settings/,
  );
  const none = await chat(["boom.ts", ...words]);
  expect(none).toMatchObject({ code: 3, out: "" });
  expect(none.err).toMatch(/error boom\.ts ended with code 1[\s\S]*Error: no settings/);
});

test("wrong options are refused before anything is started", async () => {
  const cases: [string[], RegExp][] = [
    [[], /Which servers\?/],
    [["a=orders.ts", "a=orders.ts", "--message", "Hi"], /Two servers are named a/],
    [["orders.ts", "--approve", "some"], /Allowed choices are writes, all, never/],
    [["orders.ts"], /There is no message/],
    [["orders.ts", "--model", "nobody/x", "--message", "Hi"], /names no known provider/],
  ];
  for (const [args, message] of cases) {
    const { err, code } = await chat(args);
    expect(err).toMatch(message);
    expect(code, args.join(" ")).toBe(2);
  }
});

test("a model without its key ends the chat with a message that names the variable", async () => {
  const words = ["orders.ts", "--model", "openai/gpt-x", "--message", "Hi"];
  const { err, code } = await chat(words);
  expect(err).toMatch(/^error .*OPENAI_API_KEY is not set/);
  expect(code).toBe(1);
});

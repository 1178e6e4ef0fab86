import { execFile } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { promisify } from "node:util";
import type { ElicitResult } from "mortise";
import { connect, listen } from "mortise";
import "mortise/vitest";
import { beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";

const run = promisify(execFile);
const KEYS = { KEY_ADA: "key-of-ada-0000001", KEY_BEN: "key-of-ben-0000002" };
const ROLES = { KEY_AGENT: "key-of-agent-00001", KEY_ADMIN: "key-of-admin-00002" };

function setEnvironment(values: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(values)) vi.stubEnv(name, value);
}

test("rest-api: pages lead to each other, and a pause is passed on", async () => {
  let isBusy = false;
  const api = createServer(({ url = "" }, response) => {
    const page = Number(new URL(url, "http://api").searchParams.get("page"));
    response.writeHead(isBusy ? 429 : 200, { "retry-after": "7" });
    const items = [{ id: `T-${page}`, title: "Fails", state: "open", secret: "x" }];
    response.end(JSON.stringify({ items, next: page < 2 ? page + 1 : null }));
  });
  await new Promise<void>((resolve) => api.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void api.close());
  setEnvironment({ API_URL: `http://127.0.0.1:${(api.address() as AddressInfo).port}` });
  const { default: server } = await import("./rest-api.ts");
  await using client = await connect(server);
  const first = await client.callTool("search_tickets", { words: "fails" });
  expect(first).toHaveStructured({
    tickets: [{ id: "T-1", title: "Fails", state: "open" }],
    next: 2,
  });
  const last = await client.callTool("search_tickets", { words: "fails", page: 2 });
  expect(last.structured).toMatchObject({ next: null });
  isBusy = true;
  const busy = await client.callTool("search_tickets", { words: "fails" });
  expect(busy).toFailWith("rate_limited");
  expect(busy.text).toContain("7000");
});

describe("read-only-database", () => {
  beforeAll(() => {
    const path = join(mkdtempSync(join(tmpdir(), "mortise-cookbook-")), "shop.db");
    const database = new DatabaseSync(path);
    database.exec("CREATE TABLE orders (id TEXT, total INTEGER)");
    const insert = database.prepare("INSERT INTO orders VALUES (?, ?)");
    for (let at = 0; at < 150; at += 1) insert.run(`O-${at}`, at);
    database.close();
    process.env["DATABASE"] = path;
    return () => {
      delete process.env["DATABASE"];
    };
  });

  test("it reads, and says when rows are missing", async () => {
    const { default: server } = await import("./read-only-database.ts");
    await using client = await connect(server);
    expect((await client.callTool("describe_tables")).text).toContain("CREATE TABLE orders");
    const count = await client.callTool("query", { sql: "SELECT sum(total) AS s FROM orders" });
    expect(count).toHaveStructured({ rows: [{ s: 11_175 }], isCut: false });
    const all = await client.callTool("query", { sql: "SELECT * FROM orders" });
    expect(all.structured).toMatchObject({ isCut: true });
  });

  test.each([
    ["DELETE FROM orders", "not_allowed"],
    ["ATTACH 'other.db' AS other", "not_allowed"],
    ["PRAGMA writable_schema = 1", "not_allowed"],
    ["WITH gone AS (SELECT 1) DELETE FROM orders", "bad_sql"],
    ["SELECT missing FROM orders", "bad_sql"],
  ])("%s is refused", async (sql, code) => {
    const { default: server } = await import("./read-only-database.ts");
    await using client = await connect(server);
    expect(await client.callTool("query", { sql })).toFailWith(code);
    const left = await client.callTool("query", { sql: "SELECT count(*) AS n FROM orders" });
    expect(left).toHaveStructured({ rows: [{ n: 150 }], isCut: false });
  });
});

test("pictures: an image is shown, a table handed over, and nothing else read", async () => {
  const folder = mkdtempSync(join(tmpdir(), "mortise-cookbook-"));
  writeFileSync(join(folder, "dot.png"), Buffer.from("iVBORw0KGgo=", "base64"));
  writeFileSync(join(folder, "totals.csv"), "a,b\n1,2\n");
  writeFileSync(join(folder, "notes.txt"), "secret");
  setEnvironment({ PICTURES: folder });
  const { default: server } = await import("./pictures.ts");
  await using client = await connect(server);
  const { structured } = await client.callTool("list_files");
  expect(structured?.files.sort()).toEqual(["dot.png", "totals.csv"]);
  const { content } = await client.callTool("get_file", { name: "dot.png" });
  expect(content).toMatchObject([{ type: "image", mimeType: "image/png", data: "iVBORw0KGgo=" }]);
  const table = await client.callTool("get_file", { name: "totals.csv" });
  expect(table.content).toMatchObject([{ type: "resource", resource: { text: "a,b\n1,2\n" } }]);
  for (const name of ["notes.txt", "../dot.png", "gone.png"]) {
    expect(await client.callTool("get_file", { name })).toFailWith("not_found");
  }
});

test("confirm: only the right answer deletes", async () => {
  const { default: server } = await import("./confirm.ts");
  const answers: readonly ElicitResult[] = [
    { action: "decline" },
    { action: "accept", content: { id: "A-2" } },
    { action: "accept", content: { id: "A-1" } },
  ];
  const texts: string[] = [];
  for (const answer of answers) {
    await using client = await connect(server, { elicit: () => answer });
    texts.push((await client.callTool("delete_account", { id: "A-1" })).text);
  }
  expect(texts).toEqual([
    "Nothing was deleted.",
    "Nothing was deleted.",
    "The account A-1 is deleted.",
  ]);
});

test("long-work: progress arrives, and a cancelled call ends", async () => {
  setEnvironment({ STEP_MS: "1" });
  const { default: server } = await import("./long-work.ts");
  await using client = await connect(server);
  const seen: (string | undefined)[] = [];
  const onProgress = ({ message }: { readonly message?: string | undefined }) => seen.push(message);
  const done = await client.callTool("import_files", { names: ["a", "b"] }, { onProgress });
  expect(done.text).toBe("2 files are imported.");
  expect(seen).toEqual(["importing a", "importing b"]);
  const abort = new AbortController();
  setEnvironment({ STEP_MS: "600000" });
  const names = ["a", "b"];
  const options = { signal: abort.signal, onProgress: () => abort.abort() };
  await expect(client.callTool("import_files", { names }, options)).rejects.toFailWith("ABORTED");
});

test("per-user: each key has notes of its own, and no key has none", async () => {
  setEnvironment(KEYS);
  const { default: server } = await import("./per-user.ts");
  await using listening = await listen(server, { port: 0 });
  const connectWith = (key: string) =>
    connect<typeof server>(listening.url, { headers: { "x-api-key": key } });
  await using ada = await connectWith(KEYS.KEY_ADA);
  await using ben = await connectWith(KEYS.KEY_BEN);
  await ada.callTool("add_note", { text: "Tea" });
  expect(await ada.callTool("list_notes")).toHaveStructured({ notes: ["Tea"] });
  expect(await ben.callTool("list_notes")).toHaveStructured({ notes: [] });
  await expect(connectWith("a-key-of-nobody-0")).rejects.toThrow();
});

test("rate-limited: one tool is limited, the other is not", async () => {
  const { default: server } = await import("./rate-limited.ts");
  await using client = await connect(server);
  for (let at = 0; at < 3; at += 1) await client.callTool("web_search", { q: "tea" });
  await expect(client.callTool("web_search", { q: "tea" })).rejects.toFailWith(429);
  expect((await client.callTool("help")).text).toBe("Write a few words.");
});

test("cached: the same question has the same answer", async () => {
  const { default: server } = await import("./cached.ts");
  await using one = await connect(server);
  await using other = await connect(server);
  const first = await one.callTool("get_rate", { currency: "CHF" });
  expect((await other.callTool("get_rate", { currency: "CHF" })).structured).toEqual(
    first.structured,
  );
  expect((await other.callTool("get_rate", { currency: "USD" })).structured).not.toEqual(
    first.structured,
  );
});

test("for-some: a tool is offered to its holders alone", async () => {
  setEnvironment(ROLES);
  const { default: server } = await import("./for-some.ts");
  await using listening = await listen(server, { port: 0 });
  const connectWith = (key: string) =>
    connect<typeof server>(listening.url, { headers: { "x-api-key": key } });
  await using admin = await connectWith(ROLES.KEY_ADMIN);
  await using agent = await connectWith(ROLES.KEY_AGENT);
  await expect(admin).toOfferTool("refund_order");
  await expect(agent).not.toOfferTool("refund_order");
  await expect(agent.callTool("refund_order", { order_id: "O-1" })).rejects.toFailWith(-32602);
  expect(await admin.callTool("refund_order", { order_id: "O-1" })).toSucceed();
});

test("several: one server has the tools of both", async () => {
  const { default: server } = await import("./several.ts");
  await using client = await connect(server);
  const customer = await client.callTool("crm_get_customer", { id: "C-1" });
  expect(customer).toHaveStructured({ id: "C-1", plan: "Pro" });
  const invoices = await client.callTool("billing_list_invoices", { customer: "C-1" });
  expect(invoices).toHaveStructured({ invoices: ["C-1-2026-1"] });
});

test("script: it prints the result, and fails with the words of the tool", async () => {
  const script = join(import.meta.dirname, "script.ts");
  const { stdout } = await run(process.execPath, [script]);
  expect(JSON.parse(stdout)).toEqual({ status: "shipped", total: 40 });
  await expect(run(process.execPath, [script, "O-9"])).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining("There is no order O-9"),
  });
});

test("large-result: the call returns a link, and the link the file", async () => {
  const { default: server } = await import("./large-result.ts");
  await using client = await connect(server);
  const { content, text } = await client.callTool("export_orders", { year: 2026 });
  expect(text).toBe("5000 orders of 2026; the file is kept for an hour.");
  const found = content.find(({ type }) => type === "resource_link");
  const { contents } = await client.readResource((found as { readonly uri: string }).uri);
  expect((contents[0] as { readonly text: string }).text.split("\n")).toHaveLength(5_002);
});

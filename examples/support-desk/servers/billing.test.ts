import type { Client } from "mortise";
import { afterAll, beforeEach, expect, test } from "vitest";
import { startSandbox } from "../sandbox/index.ts";
import type server from "./billing.ts";
import { connectToServer } from "./server-process.ts";

const sandbox = await startSandbox();
const client = await start({});

beforeEach(() => {
  sandbox.billing.fail(null);
});

afterAll(async () => {
  await client.close();
  await sandbox.close();
});

/** Starts the server in the sandbox's environment, but for what is given. */
function start(env: Readonly<Record<string, string>>): Promise<Client<typeof server>> {
  return connectToServer<typeof server>("billing.ts", { ...sandbox.env, ...env });
}

/** Calls a tool that must fail, and gives what the model reads. */
async function failing(name: string, args: Record<string, unknown>, from: Client = client) {
  const result = await from.callTool(name, args);
  expect(result.isError, result.text).toBe(true);
  return JSON.parse(result.text) as Record<string, unknown> & { error: string };
}

async function findDoubleCharge() {
  const { structured } = await client.callTool("list_invoices", { customer_id: "C-1042" });
  const doubled = structured?.invoices.find((one) => one.paid_cents > one.amount_cents);
  if (doubled === undefined) throw new Error("Sarah Chen has no invoice that was paid twice");
  return doubled;
}

test("the article's billing discrepancy is an invoice that was paid twice", async () => {
  const { id } = await findDoubleCharge();
  const { structured } = await client.callTool("get_invoice", { invoice_id: id });
  expect(structured).toMatchObject({ amount_cents: 24_900, paid_cents: 49_800, currency: "USD" });
  expect(structured?.payments).toHaveLength(2);
});

test("an id that is a path leads nowhere else", async () => {
  const leaving = await failing("list_orders", { customer_id: ".." });
  expect(leaving).toMatchObject({ code: "invalid_arguments" });
  const inside = await failing("get_invoice", { invoice_id: "../orders/ORD-5001" });
  expect(inside).toMatchObject({ code: "not_found" });
});

test("a refund is booked once, however often it is asked for", async () => {
  const invoice = await findDoubleCharge();
  const args = { invoice_id: invoice.id, amount_cents: 24_900, reason: "Charged twice" };
  sandbox.billing.fail({ status: 500 });
  expect(await failing("issue_refund", args)).toMatchObject({ code: "upstream_error" });
  const first = await client.callTool("issue_refund", args);
  const second = await client.callTool("issue_refund", args);
  expect(first.structured).toMatchObject({ status: "pending", already_issued: false });
  expect(second.structured).toMatchObject({ id: first.structured?.id, already_issued: true });
  const after = await client.callTool("get_invoice", { invoice_id: invoice.id });
  expect(after.structured?.refunded_cents).toBe(24_900);
  const refund = await client.callTool("get_refund", { refund_id: first.structured?.id ?? "" });
  expect(refund.structured).toMatchObject({ reason: "Charged twice" });
  expect(await failing("issue_refund", { ...args, amount_cents: 100_000 })).toMatchObject({
    code: "refund_exceeds_paid",
  });
});

test("orders are listed page by page, filtered, and looked up with their shipment", async () => {
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const { structured } = await client.callTool("list_orders", {
      customer_id: "C-1042",
      limit: 2,
      ...(cursor !== undefined && { cursor }),
    });
    seen.push(...(structured?.orders.map(({ id }) => id) ?? []));
    cursor = structured?.next_cursor ?? undefined;
  } while (cursor !== undefined);
  expect(new Set(seen).size).toBe(5);
  expect(seen).toHaveLength(5);
  const shipped = await client.callTool("list_orders", {
    customer_id: "C-1042",
    status: "shipped",
  });
  const [order] = shipped.structured?.orders ?? [];
  const { structured } = await client.callTool("get_order_status", { order_id: order?.id ?? "" });
  expect(structured).toMatchObject({ status: "shipped", tracking: { carrier: "DHL" } });
});

test("an error for a missing or invalid record has the service's words", async () => {
  expect(await failing("get_order_status", { order_id: "ORD-1" })).toMatchObject({
    code: "not_found",
    error: expect.stringContaining("ORD-1"),
  });
  expect(await failing("get_invoice", { invoice_id: "../refunds/REF-3001" })).toMatchObject({
    code: "not_found",
  });
  expect(await failing("list_orders", { customer_id: "C-1042", cursor: "x" })).toMatchObject({
    code: "invalid_cursor",
  });
  for (const [name, args] of [
    ["get_order_status", {}],
    ["list_orders", { customer_id: "C-1042", limit: 0 }],
    ["issue_refund", { invoice_id: "INV-20001", amount_cents: -5, reason: "because" }],
    ["issue_refund", { invoice_id: "INV-20001", amount_cents: 5 }],
  ] as const) {
    expect(await failing(name, args), name).toMatchObject({ code: "invalid_arguments" });
  }
});

test("a rate limit, a failure and a wrong token have different errors", async () => {
  sandbox.billing.fail({ status: 429, retryAfter: 3 });
  expect(await failing("get_order_status", { order_id: "ORD-5001" })).toMatchObject({
    code: "rate_limited",
    retryAfterMs: 3000,
  });
  sandbox.billing.fail({ status: 500 });
  expect(await failing("get_order_status", { order_id: "ORD-5001" })).toMatchObject({
    code: "upstream_error",
    retryable: true,
  });
  await using wrong = await start({ BILLING_TOKEN: "hunter2" });
  const error = await failing("get_order_status", { order_id: "ORD-5001" }, wrong);
  expect(error).toMatchObject({ code: "unauthorized" });
  expect(error.error).toContain("BILLING_TOKEN");
  expect(JSON.stringify(error)).not.toContain("hunter2");
});

test("a billing service that is not there is unavailable, one that hangs can be left", async () => {
  await using nowhere = await start({ BILLING_URL: "http://127.0.0.1:1" });
  expect(await failing("get_order_status", { order_id: "ORD-5001" }, nowhere)).toMatchObject({
    code: "unavailable",
  });
  const controller = new AbortController();
  const { signal } = controller;
  sandbox.billing.fail({ status: "timeout", onRequest: () => controller.abort() });
  await expect(
    client.callTool("get_order_status", { order_id: "ORD-5001" }, { signal }),
  ).rejects.toThrow();
  expect((await client.callTool("get_order_status", { order_id: "ORD-5001" })).isError).toBe(false);
});

test("a server without its environment says which variables it needs", async () => {
  await expect(start({ BILLING_URL: "" })).rejects.toThrow("BILLING_URL");
});

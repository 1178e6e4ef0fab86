import { afterAll, beforeAll, expect, test } from "vitest";
import { createWorld } from "../world/index.ts";
import { startBilling } from "./billing.ts";
import type { Service } from "./http/service.ts";

const world = createWorld({ now: new Date("2026-05-20T10:30:00Z") });
const token = "billing-test-token";
const doubled = world.invoices.find(
  (invoice) => invoice.customer_id === "C-1042" && invoice.payments.length === 2,
);
let billing: Service;

beforeAll(async () => {
  billing = await startBilling({ world, token });
});
afterAll(() => billing.close());

async function call(path: string, init: RequestInit = {}) {
  const response = await fetch(`${billing.url}${path}`, {
    ...init,
    headers: { authorization: `Bearer ${token}`, ...init.headers },
  });
  const body = (await response.json()) as Record<string, unknown>;
  return { status: response.status, headers: response.headers, body };
}

function refund(fields: Record<string, unknown>, key?: string) {
  return call("/v1/refunds", {
    method: "POST",
    body: JSON.stringify(fields),
    headers: key === undefined ? {} : { "idempotency-key": key },
  });
}

test("a customer's orders come newest first, page by page to the end", async () => {
  const seen: { id: string; placed_at: string }[] = [];
  let cursor: unknown = "";
  let pages = 0;
  while (cursor !== null) {
    const after = cursor === "" ? "" : `&cursor=${cursor}`;
    const { body } = await call(`/v1/customers/C-1042/orders?limit=2${after}`);
    seen.push(...(body["data"] as typeof seen));
    cursor = body["next_cursor"];
    pages += 1;
  }
  expect(pages).toBe(3);
  expect(seen.map((order) => order.placed_at)).toEqual(
    seen.map((order) => order.placed_at).toSorted((a, b) => b.localeCompare(a)),
  );
  expect(new Set(seen.map((order) => order.id)).size).toBe(5);
});

test("orders are filtered by status, and an unknown status is refused with the known ones", async () => {
  const shipped = await call("/v1/customers/C-1042/orders?status=shipped");
  expect(shipped.body["data"]).toMatchObject([{ status: "shipped", tracking: { carrier: "DHL" } }]);
  const wrong = await call("/v1/customers/C-1042/orders?status=lost");
  expect(wrong.status).toBe(400);
  expect(wrong.body).toMatchObject({ code: "invalid_status" });
  expect(wrong.body["detail"]).toContain("pending, processing, shipped");
});

test.each([
  ["/v1/customers/C-9/orders", 404, "not_found"],
  ["/v1/orders/ORD-1", 404, "not_found"],
  ["/v1/invoices/INV-1", 404, "not_found"],
  ["/v1/refunds/REF-1", 404, "not_found"],
  ["/v1/nothing", 404, "no_route"],
  ["/v1/refunds", 405, "wrong_method"],
  ["/v1/customers/C-1042/orders?limit=0", 400, "invalid_limit"],
  ["/v1/customers/C-1042/orders?limit=many", 400, "invalid_limit"],
  ["/v1/customers/C-1042/orders?cursor=x", 400, "invalid_cursor"],
])("%s is answered %d with the problem %s", async (path, status, code) => {
  const { status: found, headers, body } = await call(path);
  expect({ found, code: body["code"] }).toEqual({ found: status, code });
  expect(headers.get("content-type")).toBe("application/problem+json");
});

test("no token and a wrong token are answered 401", async () => {
  for (const authorization of ["", "Bearer wrong", `Basic ${token}`]) {
    const { status, body } = await call("/v1/orders/ORD-5001", { headers: { authorization } });
    expect(status).toBe(401);
    expect(JSON.stringify(body)).not.toContain(token);
  }
});

test("an invoice has the paid and the refundable amount", async () => {
  const { body } = await call(`/v1/invoices/${doubled?.id}`);
  expect(body).toMatchObject({
    amount_cents: 24_900,
    paid_cents: 49_800,
    refunded_cents: 0,
    refundable_cents: 49_800,
  });
});

test("a refund is booked once for an idempotency key, and never beyond what was paid", async () => {
  const fields = { invoice_id: doubled?.id, amount_cents: 24_900, reason: "Charged twice" };
  const first = await refund(fields, "key-1");
  expect(first.status).toBe(201);
  const again = await refund(fields, "key-1");
  expect(again.status).toBe(201);
  expect(again.headers.get("idempotent-replayed")).toBe("true");
  expect(again.body).toEqual(first.body);
  const invoice = await call(`/v1/invoices/${doubled?.id}`);
  expect(invoice.body).toMatchObject({ refunded_cents: 24_900, refundable_cents: 24_900 });
  const read = await call(first.headers.get("location") ?? "");
  expect(read.body).toEqual(first.body);

  const reused = await refund({ ...fields, amount_cents: 1 }, "key-1");
  expect(reused).toMatchObject({ status: 409, body: { code: "idempotency_key_reused" } });

  const byOrder = { order_id: doubled?.order_id, amount_cents: 24_901, reason: "Too much" };
  const beyond = await refund(byOrder, "key-2");
  expect(beyond).toMatchObject({ status: 422, body: { code: "refund_exceeds_paid" } });
  const rest = await refund({ ...byOrder, amount_cents: 24_900 }, "key-2");
  expect(rest.status).toBe(201);
});

test.each([
  [{ amount_cents: 100, reason: "x" }, "invoice_id or order_id"],
  [{ invoice_id: "INV-20001", order_id: "ORD-5001", amount_cents: 1, reason: "x" }, "not both"],
  [{ invoice_id: "INV-20001", amount_cents: 1.5, reason: "x" }, "amount_cents"],
  [{ invoice_id: "INV-20001", amount_cents: -1, reason: "x" }, "amount_cents"],
  [{ invoice_id: "INV-20001", amount_cents: 1, reason: " " }, "reason"],
  [{ invoice_id: "INV-20001", amount_cents: 1, reason: "x", currency: "USD" }, "currency"],
])("the refund %j is refused, naming '%s'", async (fields, named) => {
  const { status, body } = await refund(fields);
  expect(status).toBe(422);
  expect(body["detail"]).toContain(named);
});

test("a refund whose body is not JSON is answered 400", async () => {
  const answer = await call("/v1/refunds", { method: "POST", body: "{" });
  expect(answer).toMatchObject({ status: 400, body: { code: "invalid_json" } });
});

test("faults happen in the order they were asked for, and then the service is well", async () => {
  billing.fail({ status: 429, retryAfter: 7 });
  billing.fail({ status: 500, times: 2 });
  billing.fail({ status: 401 });
  const path = "/v1/orders/ORD-5001";
  const limited = await call(path);
  expect(limited).toMatchObject({ status: 429, body: { code: "rate_limited" } });
  expect(limited.headers.get("retry-after")).toBe("7");
  const rest = [await call(path), await call(path), await call(path), await call(path)];
  expect(rest.map(({ status }) => status)).toEqual([500, 500, 401, 200]);
});

test("a fault that is called off does not happen", async () => {
  billing.fail({ status: 500, times: 5 });
  billing.fail(null);
  expect((await call("/v1/orders/ORD-5001")).status).toBe(200);
});

test("a timeout leaves the request open until the caller gives up", async () => {
  const controller = new AbortController();
  const { signal } = controller;
  billing.fail({ status: "timeout", onRequest: () => controller.abort() });
  await expect(call("/v1/orders/ORD-5001", { signal })).rejects.toThrow(/aborted/);
  expect((await call("/v1/orders/ORD-5001")).status).toBe(200);
});

import type { Order, OrderStatus, World } from "../world/index.ts";
import { IdempotencyMemory } from "./billing/idempotency.ts";
import { Ledger } from "./billing/ledger.ts";
import { toPage } from "./billing/page.ts";
import { Problem, toProblemReply } from "./billing/problem.ts";
import { readRefundRequest } from "./billing/refund-request.ts";
import type { Route } from "./http/route.ts";
import { matchRoute } from "./http/route.ts";
import type { Service, ServiceReply, ServiceRequest } from "./http/service.ts";
import { startService } from "./http/service.ts";

/** The start of a billing sandbox. */
export interface BillingOptions {
  readonly world: World;
  /** The bearer token every request must carry. */
  readonly token: string;
  /** Default: a free one. */
  readonly port?: number;
}

const statuses: readonly OrderStatus[] = [
  "pending",
  "processing",
  "shipped",
  "delivered",
  "completed",
  "cancelled",
];

/** Starts Halyard's internal billing API over the world's orders, invoices and refunds. */
export function startBilling({ world, token, port }: BillingOptions): Promise<Service> {
  const routes = createRoutes(new Ledger(world), new IdempotencyMemory());
  return startService(
    () => ({
      reply: (request) => answer(routes, token, request),
      replyToFault: ({ status, retryAfter = 1 }) =>
        status === 429
          ? toProblemReply(429, "rate_limited", "Too many requests. Wait, then repeat.", {
              "retry-after": String(retryAfter),
            })
          : status === 401
            ? unauthorized()
            : toProblemReply(status, "internal_error", "The billing service failed."),
    }),
    port,
  );
}

function answer(routes: readonly Route[], token: string, request: ServiceRequest): ServiceReply {
  if (request.header("authorization") !== `Bearer ${token}`) {
    return unauthorized();
  }
  const match = matchRoute(routes, request);
  const asked = `${request.method} ${request.path}`;
  if (match.kind === "unknown-path") {
    return toProblemReply(404, "no_route", `There is nothing at ${asked}.`);
  }
  if (match.kind === "wrong-method") {
    const allow = match.allowed.join(", ");
    return toProblemReply(405, "wrong_method", `${asked} is not possible, only ${allow} is.`, {
      allow,
    });
  }
  try {
    return match.reply();
  } catch (error) {
    if (error instanceof Problem) {
      return error.reply;
    }
    throw error;
  }
}

function unauthorized(): ServiceReply {
  return toProblemReply(401, "unauthorized", "A valid bearer token is required.", {
    "www-authenticate": 'Bearer realm="billing"',
  });
}

function createRoutes(ledger: Ledger, memory: IdempotencyMemory): Route[] {
  const ok = (body: unknown): ServiceReply => ({ status: 200, body });
  return [
    {
      method: "GET",
      path: "/v1/customers/:id/orders",
      reply: ({ query }, variable) =>
        ok(toPage(filterByStatus(ledger.ordersOf(variable("id")), query.get("status")), query)),
    },
    {
      method: "GET",
      path: "/v1/customers/:id/invoices",
      reply: ({ query }, variable) => ok(toPage(ledger.invoicesOf(variable("id")), query)),
    },
    {
      method: "GET",
      path: "/v1/orders/:id",
      reply: (_, variable) => ok(ledger.order(variable("id"))),
    },
    {
      method: "GET",
      path: "/v1/invoices/:id",
      reply: (_, variable) => ok(ledger.invoice(variable("id"))),
    },
    {
      method: "GET",
      path: "/v1/refunds/:id",
      reply: (_, variable) => ok(ledger.refund(variable("id"))),
    },
    {
      method: "POST",
      path: "/v1/refunds",
      reply: (request) =>
        memory.once(request.header("idempotency-key"), request.body, () => {
          const refund = ledger.createRefund(readRefundRequest(request.body, ledger));
          return { status: 201, headers: { location: `/v1/refunds/${refund.id}` }, body: refund };
        }),
    },
  ];
}

function filterByStatus(orders: Order[], status: string | null): Order[] {
  if (status === null) {
    return orders;
  }
  if (!statuses.some((known) => known === status)) {
    throw new Problem(
      400,
      "invalid_status",
      `The status '${status}' is not one of ${statuses.join(", ")}.`,
    );
  }
  return orders.filter((order) => order.status === status);
}

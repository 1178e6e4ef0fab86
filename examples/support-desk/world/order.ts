import type { Faker } from "@faker-js/faker";
import type { Customer } from "./customer.ts";
import type { OrderItem } from "./order-item.ts";
import { toOrderItem } from "./order-item.ts";
import { findProduct, products } from "./product.ts";
import type { Timeline } from "./timeline.ts";

/** How far an order has come. */
export type OrderStatus =
  | "pending"
  | "processing"
  | "shipped"
  | "delivered"
  | "completed"
  | "cancelled";

/** Where a shipment is. */
interface Tracking {
  readonly carrier: string;
  readonly number: string;
  readonly shipped_at: string;
  /** Set once it has arrived. */
  readonly delivered_at: string | null;
}

/** An order, as the billing service keeps it. Times are ISO 8601 in UTC. */
export interface Order {
  /** `ORD-5001` and up, in the order of placing. */
  readonly id: string;
  readonly customer_id: string;
  readonly items: readonly OrderItem[];
  readonly amount_cents: number;
  readonly currency: "USD" | "EUR" | "GBP";
  readonly status: OrderStatus;
  readonly placed_at: string;
  /** `null` when nothing has been shipped, or nothing needs to be. */
  readonly tracking: Tracking | null;
}

/** An order before it has its number. */
export type OrderDraft = Omit<Order, "id">;

const firstNumber = 5001;
const day = 24 * 60;
const carriers = ["UPS", "DHL", "FedEx", "DPD"] as const;

/** The buyers, the orders that are already known, and the number of orders in all. */
export interface OrderPlan {
  readonly buyers: readonly Customer[];
  readonly known: readonly OrderDraft[];
  readonly count: number;
}

/** Creates orders for the buyers until there are `count` with the known ones, numbered by age. */
export function createOrders(
  random: Faker,
  timeline: Timeline,
  { buyers, known, count }: OrderPlan,
): Order[] {
  const drafts = [...known];
  while (drafts.length < count) {
    drafts.push(createOrder(random, timeline, random.helpers.arrayElement(buyers)));
  }
  return drafts
    .sort((a, b) => a.placed_at.localeCompare(b.placed_at))
    .map((draft, index) => ({ id: `ORD-${firstNumber + index}`, ...draft }));
}

function createOrder(random: Faker, timeline: Timeline, customer: Customer): OrderDraft {
  const joined = timeline.minutesSince(new Date(customer.created_at));
  const minutes = random.number.int({ min: 20, max: joined });
  const items = createItems(random, customer);
  const goods = items.some((item) => findProduct(item.sku).kind === "goods");
  const status = createStatus(random, minutes, goods);
  return {
    customer_id: customer.id,
    items,
    amount_cents: items.reduce((sum, item) => sum + item.quantity * item.unit_amount_cents, 0),
    // A customer pays in one currency for good, so it follows from the customer and not from chance.
    currency:
      (["USD", "USD", "USD", "EUR", "GBP"] as const)[Number(customer.id.slice(2)) % 5] ?? "USD",
    status,
    placed_at: timeline.ago({ minutes }).toISOString(),
    tracking: goods ? createTracking(random, timeline, minutes, status) : null,
  };
}

function createItems(random: Faker, customer: Customer): OrderItem[] {
  const affordable = products.filter(
    (product) => product.kind !== "subscription" || product.plan === customer.plan,
  );
  const chosen = random.helpers.arrayElements(affordable, { min: 1, max: 3 });
  const onePlan = chosen.filter(
    (product, index) =>
      product.kind !== "subscription" ||
      index === chosen.findIndex((other) => other.kind === "subscription"),
  );
  return onePlan.map((product) =>
    toOrderItem(product, product.kind === "goods" ? random.number.int({ min: 1, max: 6 }) : 1),
  );
}

function createStatus(random: Faker, age: number, goods: boolean): OrderStatus {
  if (random.number.int(99) < 4) {
    return "cancelled";
  }
  if (age < 6 * 60) {
    return "pending";
  }
  if (!goods) {
    return "completed";
  }
  if (age < 2 * day) {
    return "processing";
  }
  return age < 6 * day ? "shipped" : "delivered";
}

function createTracking(
  random: Faker,
  timeline: Timeline,
  age: number,
  status: OrderStatus,
): Tracking | null {
  const carrier = random.helpers.arrayElement(carriers);
  const number = `1Z${random.string.numeric(16)}`;
  const shipped = age - random.number.int({ min: 600, max: 2 * day - 60 });
  const delivered = shipped - random.number.int({ min: day, max: 3 * day });
  if (status !== "shipped" && status !== "delivered") {
    return null;
  }
  return {
    carrier,
    number,
    shipped_at: timeline.ago({ minutes: shipped }).toISOString(),
    delivered_at:
      status === "delivered" ? timeline.ago({ minutes: delivered }).toISOString() : null,
  };
}

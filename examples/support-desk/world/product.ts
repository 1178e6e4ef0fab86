import type { Plan } from "./customer.ts";
import { toPlanName } from "./customer.ts";

/** Something Halyard sells. */
export interface Product {
  readonly sku: string;
  readonly name: string;
  /** Price of one, in cents of the order's currency. */
  readonly unit_amount_cents: number;
  /** Goods are shipped and tracked; everything else is delivered the moment it is paid. */
  readonly kind: "subscription" | "goods" | "service";
  /** The plan a subscription is for. */
  readonly plan?: Plan;
}

/** Everything Halyard sells. */
export const products: readonly Product[] = [
  subscription("starter", "monthly", 4_900),
  subscription("starter", "annual", 49_000),
  subscription("pro", "monthly", 24_900),
  subscription("pro", "annual", 249_000),
  subscription("enterprise", "annual", 1_490_000),
  goods("GW-G2", "Edge gateway G2", 18_900),
  goods("GW-G3", "Edge gateway G3 with LTE", 32_900),
  goods("SN-TEMP-10", "Temperature sensor pack (10)", 21_500),
  goods("SN-VIB-4", "Vibration sensor pack (4)", 27_600),
  goods("SN-DOOR-20", "Door contact pack (20)", 15_800),
  goods("AC-PSU-24", "24 V power supply", 3_900),
  goods("AC-ANT", "External antenna", 2_450),
  service("SV-QUOTA-1M", "API quota, one million calls", 9_900),
  service("SV-ONBOARD", "Onboarding workshop, half a day", 85_000),
  service("SV-RETENTION", "Data retention, one more year", 36_000),
];

/** Gives the product with this stock number. */
export function findProduct(sku: string): Product {
  const product = products.find((candidate) => candidate.sku === sku);
  if (product === undefined) {
    throw new Error(`No product has the stock number ${sku}. Add it to products.`);
  }
  return product;
}

function subscription(plan: Plan, period: "monthly" | "annual", cents: number): Product {
  const sku = `PL-${plan.toUpperCase()}-${period === "monthly" ? "M" : "Y"}`;
  const name = `${toPlanName(plan)} plan, ${period}`;
  return { sku, name, unit_amount_cents: cents, kind: "subscription", plan };
}

function goods(sku: string, name: string, cents: number): Product {
  return { sku, name, unit_amount_cents: cents, kind: "goods" };
}

function service(sku: string, name: string, cents: number): Product {
  return { sku, name, unit_amount_cents: cents, kind: "service" };
}

import type { Product } from "./product.ts";

/** One line of an order. */
export interface OrderItem {
  readonly sku: string;
  readonly name: string;
  readonly quantity: number;
  readonly unit_amount_cents: number;
}

/** Gives the order line for `quantity` of one product. */
export function toOrderItem(product: Product, quantity: number): OrderItem {
  const { sku, name, unit_amount_cents } = product;
  return { sku, name, quantity, unit_amount_cents };
}

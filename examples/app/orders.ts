import { z } from "zod";

export const STATUSES = ["open", "shipped", "returned"] as const;

export const Order = z.object({
  id: z.string(),
  customer: z.string(),
  total: z.number().describe("in euros"),
  status: z.enum(STATUSES),
});

export type Order = z.infer<typeof Order>;

/** The orders of a shop, in memory: a program of yours has its database here. */
export class Orders {
  readonly #orders = new Map<string, Order>();

  constructor(orders: readonly Order[]) {
    for (const order of orders) this.#orders.set(order.id, order);
  }

  list(status?: Order["status"]): Order[] {
    const all = [...this.#orders.values()];
    return status ? all.filter((order) => order.status === status) : all;
  }

  /** Marks an open order as shipped; `undefined` if there is none of that id, or it is not open. */
  ship(id: string): Order | undefined {
    const order = this.#orders.get(id);
    if (order?.status !== "open") return undefined;
    const shipped: Order = { ...order, status: "shipped" };
    this.#orders.set(id, shipped);
    return shipped;
  }
}

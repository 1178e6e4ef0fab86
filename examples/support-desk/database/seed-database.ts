import type { World } from "../world/index.ts";
import type { Database, Queryable, SqlValue } from "./database.ts";

const ROWS_AT_ONCE = 500;

const customerColumns = ["id", "name", "email", "company", "plan", "status", "created_at"];
const orderColumns = [
  "id",
  "customer_id",
  "items",
  "amount_cents",
  "currency",
  "status",
  "placed_at",
];

/**
 * Writes the world's customers and orders; rows that are there already become as in the world.
 *
 * Customers of other ids are left alone, so it can be repeated at any time.
 */
export async function seedDatabase(database: Database, world: World): Promise<void> {
  const numbers = world.customers.map(({ id }) => Number(id.replace(/\D/g, "")));
  await database.transaction(
    async (transaction) => {
      await upsert(
        transaction,
        "customers",
        customerColumns,
        world.customers.map((one) => [
          one.id,
          one.name,
          one.email,
          one.company,
          one.plan,
          one.status,
          one.created_at,
        ]),
      );
      await upsert(
        transaction,
        "orders",
        orderColumns,
        world.orders.map((one) => [
          one.id,
          one.customer_id,
          JSON.stringify(one.items.map(({ name, quantity }) => ({ name, quantity }))),
          one.amount_cents,
          one.currency,
          one.status,
          one.placed_at,
        ]),
      );
      await transaction.query("UPDATE customer_numbers SET last = $1 WHERE last < $1", [
        Math.max(...numbers),
      ]);
    },
    { exclusive: true },
  );
}

/** Whether a database has no customers yet. */
export async function isEmpty(database: Queryable): Promise<boolean> {
  return (await database.query("SELECT id FROM customers LIMIT 1")).length === 0;
}

async function upsert(
  transaction: Queryable,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly SqlValue[])[],
): Promise<void> {
  const updates = columns.slice(1).map((column) => `${column} = excluded.${column}`);
  for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) {
    const batch = rows.slice(start, start + ROWS_AT_ONCE);
    const tuples = batch.map((_, row) => {
      const places = columns.map((_, column) => `$${row * columns.length + column + 1}`);
      return `(${places.join(", ")})`;
    });
    await transaction.query(
      `INSERT INTO ${table} (${columns.join(", ")}) VALUES ${tuples.join(", ")} ON CONFLICT (id) DO UPDATE SET ${updates.join(", ")}`,
      batch.flat(),
    );
  }
}

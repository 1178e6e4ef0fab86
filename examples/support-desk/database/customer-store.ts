import { ToolError } from "mortise";
import { z } from "zod";
import type { Customer, CustomerOrder } from "./customer.ts";
import { customerOrderSchema, customerSchema } from "./customer.ts";
import type { Database, Queryable, Row, SqlValue } from "./database.ts";

/** Which customers are looked for; every filter that is given must hold. */
export interface CustomerFilter {
  /** A part of id, name, e-mail or company, in any case. */
  readonly query?: string | undefined;
  readonly plan?: Customer["plan"] | undefined;
  readonly status?: Customer["status"] | undefined;
}

/** Which page of a list is wanted; the cursor is the id of the last entry of the page before. */
export interface PageRequest {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** One page of a list; `next_cursor` is `null` on the last. */
export interface Page<Entry> {
  readonly entries: Entry[];
  readonly next_cursor: string | null;
}

const columns = "id, name, email, plan, status, company, created_at";
const orderRowSchema = customerOrderSchema.extend({
  items: z.preprocess((text) => JSON.parse(String(text)), customerOrderSchema.shape.items),
});

/** The customers and their orders. */
export class CustomerStore {
  readonly #open: () => Promise<Database>;

  /** `open` is called for every piece of work, so it should remember what it opened. */
  constructor(open: () => Promise<Database>) {
    this.#open = open;
  }

  /** Gives a customer, or throws `not_found` with those that may have been meant. */
  async get(id: string, signal?: AbortSignal): Promise<Customer> {
    const database = await this.#open();
    return (await find(database, id, signal)) ?? (await missing(database, id, signal));
  }

  /** Finds customers, by id. */
  async search(
    { query, plan, status }: CustomerFilter,
    page: PageRequest,
    signal?: AbortSignal,
  ): Promise<Page<Customer>> {
    const values: SqlValue[] = [page.limit + 1];
    const place = (value: SqlValue) => `$${values.push(value)}`;
    const conditions = ["1 = 1"];
    if (query !== undefined) {
      const pattern = place(`%${escapeLike(query.toLowerCase())}%`);
      const fields = ["id", "name", "email", "company"];
      const matches = fields.map((field) => `lower(${field}) LIKE ${pattern} ESCAPE '\\'`);
      conditions.push(`(${matches.join(" OR ")})`);
    }
    if (plan !== undefined) conditions.push(`plan = ${place(plan)}`);
    if (status !== undefined) conditions.push(`status = ${place(status)}`);
    if (page.cursor !== undefined) conditions.push(`id > ${place(page.cursor)}`);
    const database = await this.#open();
    const rows = await database.query(
      `SELECT ${columns} FROM customers WHERE ${conditions.join(" AND ")} ORDER BY id LIMIT $1`,
      values,
      signal,
    );
    return toPage(rows.map(toCustomer), page.limit);
  }

  /** Gives a customer's orders, the newest first, or throws `not_found`. */
  async orders(
    customerId: string,
    page: PageRequest,
    signal?: AbortSignal,
  ): Promise<Page<CustomerOrder>> {
    const { id } = await this.get(customerId, signal);
    const after =
      page.cursor === undefined
        ? ""
        : "AND (placed_at, id) < (SELECT placed_at, id FROM orders WHERE id = $3)";
    const database = await this.#open();
    const rows = await database.query(
      `SELECT id, placed_at, status, amount_cents, currency, items FROM orders
       WHERE customer_id = $1 ${after} ORDER BY placed_at DESC, id DESC LIMIT $2`,
      [id, page.limit + 1, ...(page.cursor === undefined ? [] : [page.cursor])],
      signal,
    );
    return toPage(
      rows.map((row) => orderRowSchema.parse(row)),
      page.limit,
    );
  }

  /** Adds a customer under a new id, or throws `conflict` when the e-mail address is taken. */
  async create(draft: Pick<Customer, "name" | "email" | "company" | "plan">): Promise<Customer> {
    const { name, email, company, plan } = draft;
    const database = await this.#open();
    const taken = () =>
      database.query(`SELECT ${columns} FROM customers WHERE lower(email) = $1`, [
        email.toLowerCase(),
      ]);
    try {
      return await database.transaction(async (transaction) => {
        const [number] = await transaction.query(
          "UPDATE customer_numbers SET last = last + 1 RETURNING last",
        );
        const [row] = await transaction.query(
          `INSERT INTO customers (id, name, email, company, plan, status, created_at)
           VALUES ($1, $2, $3, $4, $5, 'active', $6) RETURNING ${columns}`,
          [`C-${number?.["last"]}`, name, email, company, plan, new Date().toISOString()],
        );
        return toCustomer(row ?? {});
      });
    } catch (error) {
      if (!ToolError.is(error) || error.code !== "conflict") throw error;
      const [known] = (await taken()).map(toCustomer);
      throw new ToolError(
        `The e-mail address ${email} belongs to ${known === undefined ? "another customer" : `customer ${known.id} (${known.name})`} already. Use that one, or another address.`,
        { code: "conflict", ...(known && { data: { customer_id: known.id } }) },
      );
    }
  }

  /** Changes a customer's plan; gives the customer and the plan before. */
  changePlan(
    id: string,
    plan: Customer["plan"],
  ): Promise<{ readonly customer: Customer; readonly before: Customer["plan"] }> {
    return this.#change(id, { field: "plan", value: plan, reason: null }, (customer) => {
      if (customer.status !== "inactive") return;
      throw new ToolError(
        `Customer ${customer.id} (${customer.name}) is inactive, so the plan cannot be changed.`,
        { code: "conflict", data: { status: customer.status } },
      );
    });
  }

  /** Makes a customer inactive; returns the customer and the status before. */
  deactivate(
    id: string,
    reason: string,
  ): Promise<{ readonly customer: Customer; readonly before: Customer["status"] }> {
    return this.#change(id, { field: "status", value: "inactive", reason }, () => undefined);
  }

  async #change<Field extends "plan" | "status">(
    id: string,
    { field, value, reason }: Change<Field>,
    check: (customer: Customer) => void,
  ): Promise<{ readonly customer: Customer; readonly before: Customer[Field] }> {
    const database = await this.#open();
    return await database.transaction(async (transaction) => {
      const customer = (await find(transaction, id)) ?? (await missing(transaction, id));
      const before = customer[field];
      if (before === value) return { customer, before };
      check(customer);
      const [row] = await transaction.query(
        `UPDATE customers SET ${field} = $2 WHERE id = $1 AND ${field} = $3 AND status = $4 RETURNING ${columns}`,
        [customer.id, value, before, customer.status],
      );
      if (row === undefined) {
        throw new ToolError(
          `Customer ${customer.id} was changed by another call at the same moment. Look again, then repeat.`,
          { code: "conflict", data: { retryable: true } },
        );
      }
      await transaction.query(
        "INSERT INTO customer_changes (customer_id, changed_at, field, before, after, reason) VALUES ($1, $2, $3, $4, $5, $6)",
        [customer.id, new Date().toISOString(), field, before, value, reason],
      );
      return { customer: toCustomer(row), before };
    });
  }
}

/** A new value of one field, and the reason for the record. */
interface Change<Field extends "plan" | "status"> {
  readonly field: Field;
  readonly value: Customer[Field];
  readonly reason: string | null;
}

async function find(
  database: Queryable,
  id: string,
  signal?: AbortSignal,
): Promise<Customer | undefined> {
  const sql = `SELECT ${columns} FROM customers WHERE id = $1`;
  const [row] = await database.query(sql, [id.toUpperCase()], signal);
  return row && toCustomer(row);
}

// Models give a name or a bare number where an id belongs, and one typing error is soon made.
async function missing(database: Queryable, id: string, signal?: AbortSignal): Promise<never> {
  const digits = id.replace(/\D/g, "");
  const rows = await database.query(
    `SELECT id, name FROM customers WHERE lower(name) = $1 OR lower(email) = $1 OR id = $2 ORDER BY id LIMIT 3`,
    [id.toLowerCase(), `C-${digits}`],
    signal,
  );
  const near = rows.map((row) => `${row["id"]} (${row["name"]})`);
  const hint = near.length > 0 ? ` Did you mean ${near.join(" or ")}?` : "";
  throw new ToolError(`Customer ${id} not found.${hint} search_customers finds ids by name.`, {
    code: "not_found",
    data: { customer_id: id },
  });
}

function toCustomer(row: Row): Customer {
  return customerSchema.parse(row);
}

function toPage<Entry extends { readonly id: string }>(
  found: readonly Entry[],
  limit: number,
): Page<Entry> {
  const entries = found.slice(0, limit);
  return { entries, next_cursor: found.length > limit ? (entries.at(-1)?.id ?? null) : null };
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}

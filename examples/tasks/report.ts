import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";

const ORDERS = { Q1: 31, Q2: 28, Q3: 45, Q4: 52 };

/** Collects the orders of a quarter, slowly: put your queries here. */
export async function collectOrders(
  quarter: keyof typeof ORDERS,
  signal: AbortSignal,
): Promise<string[]> {
  await setTimeout(500, undefined, { signal });
  return Array.from({ length: ORDERS[quarter] }, (_, index) => `${quarter}-${index + 1}`);
}

/** Writes the report, and returns its path. */
export async function writeReport(quarter: string, orders: readonly string[]): Promise<string> {
  const file = join(await mkdtemp(join(tmpdir(), "report-")), `${quarter}.csv`);
  await writeFile(file, `${orders.join("\n")}\n`);
  return file;
}

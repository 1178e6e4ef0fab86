export {
  accountStatusSchema,
  customerOrderSchema,
  customerSchema,
  planSchema,
} from "./customer.ts";
export { CustomerStore } from "./customer-store.ts";
export type { Database } from "./database.ts";
export { migrate } from "./migrate.ts";
export { createCustomerDatabase } from "./open-customer-database.ts";
export { openDatabase } from "./open-database.ts";
export { seedDatabase } from "./seed-database.ts";

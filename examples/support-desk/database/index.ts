export {
  accountStatusSchema,
  type CustomerOrder,
  customerOrderSchema,
  customerSchema,
  planSchema,
} from "./customer.ts";
export { CustomerStore } from "./customer-store.ts";
export { createCustomerDatabase } from "./open-customer-database.ts";

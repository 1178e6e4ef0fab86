import { agent, answer } from "./agent.ts";
import * as clients from "./client.ts";
import served, { serving } from "./served.ts";
import { contract } from "./testing.ts";

const { client, customer, mountedClient, mountedCustomer, transformedClient, transformedCustomer } =
  clients;
const statuses: ("active" | "closed" | undefined)[] = [
  customer.structured?.status,
  mountedCustomer.structured?.status,
  transformedCustomer.structured?.status,
];
process.stdout.write(
  `${statuses.join(" ")} ${Object.keys(contract.tools).length} ${typeof answer.text} ${served.info.name}\n`,
);
await serving.close();
for (const each of [client, mountedClient, transformedClient, agent]) await each.close();

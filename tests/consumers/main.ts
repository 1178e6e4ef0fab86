import { connect } from "mortise";
import { agent, answer } from "./agent.ts";
import { authorization, outcome } from "./auth.ts";
import * as clients from "./client.ts";
import served, { serving } from "./served.ts";
import { working } from "./tasks.ts";
import { contract } from "./testing.ts";

const { client, customer, mountedClient, mountedCustomer, transformedClient, transformedCustomer } =
  clients;
const statuses: ("active" | "closed" | undefined)[] = [
  customer.structured?.status,
  mountedCustomer.structured?.status,
  transformedCustomer.structured?.status,
];
const worker = await connect(working);
const exported = await worker.callTool("export", { customer: "C-1" });
const caller = "principal" in outcome ? outcome.principal?.subject : outcome.message;
process.stdout.write(
  `${statuses.join(" ")} ${Object.keys(contract.tools).length} ${typeof answer.text} ${served.info.name} ${caller} ${exported.structured?.customer}\n`,
);
await authorization.stop();
await serving.close();
await worker.close();
await working.close();
for (const each of [client, mountedClient, transformedClient, agent]) await each.close();

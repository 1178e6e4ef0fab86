import { connect } from "mortise";
import type server from "./server.ts";

await using crm = await connect<typeof server>({
  command: process.execPath,
  args: [`${import.meta.dirname}/server.ts`],
});

const { structured } = await crm.callTool("get_customer", { customer_id: "C-1042" });
process.stdout.write(`${structured?.name} is on the ${structured?.plan} plan\n`);

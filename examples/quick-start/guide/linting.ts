import { connect } from "mortise";
import { review } from "mortise/lint";
import server from "../server.ts";

await using client = await connect(server);
const { findings } = review(
  { name: "customer-data", tools: await client.listTools() },
  { off: ["no-output-schema"] },
);
process.stdout.write(`${findings.length} findings\n`);

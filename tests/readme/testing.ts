import { createServer } from "@mortise/server";
import { compareContracts, readContract } from "@mortise/testing";
import { server } from "./server.ts";

// What callers rely on: names, arguments, results and descriptions.
const before = await readContract(server);
const after = await readContract(createServer({ name: "customers", version: "2.0.0" }));

for (const change of compareContracts(before, after)) {
  process.stdout.write(`${JSON.stringify(change)}\n`); // the tool get_plan is gone
}

import { createServer } from "@mortise/server";
import { compareContracts, readContract } from "@mortise/testing";
import { server } from "./server.ts";

// Names, arguments, results and descriptions, on which callers rely.
const before = await readContract(server);
const after = await readContract(createServer({ name: "customers", version: "2.0.0" }));

for (const change of compareContracts(before, after)) {
  process.stdout.write(`${JSON.stringify(change)}\n`); // the tool get_plan is gone
}

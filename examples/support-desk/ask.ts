import { createAgent } from "mortise/agent";
import { createServerTargets, startSandbox, support } from "./index.ts";

await using sandbox = await startSandbox(); // with services of your own: process.env instead of its env
await using agent = createAgent({ ...support, servers: createServerTargets(sandbox.env) });

const { text } = await agent.ask("Which tickets of customer C-1042 are open?");
process.stdout.write(`${text}\n`);

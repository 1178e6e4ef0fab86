import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const run = promisify(execFile);

/** The environment without keys and model servers, which the agent would use. */
const { PATH, HOME, NODE_COMPILE_CACHE } = process.env;
const keyless = { PATH, HOME, NODE_COMPILE_CACHE, OLLAMA_HOST: "http://127.0.0.1:1" };

test("the client calls the server's tool, typed", async () => {
  const { stdout } = await run(process.execPath, [join(import.meta.dirname, "client.ts")]);
  expect(stdout).toBe("Sarah Chen is on the Pro plan\n");
});

test("the agent finds the tool by itself and answers", async () => {
  const { stdout } = await run(process.execPath, [join(import.meta.dirname, "agent.ts")], {
    env: keyless,
  });
  expect(stdout).toContain('[Using tool: get_customer({"customer_id":"C-1042"})]');
  expect(stdout).toContain("Sarah Chen");
});

import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const run = promisify(execFile);

/** A provider's key would make the agent use the network. */
const { ANTHROPIC_API_KEY, OPENAI_API_KEY, GEMINI_API_KEY, GOOGLE_API_KEY, GOOGLE_GENERATIVE_AI_API_KEY, ...keyless } =
  process.env;

test("the client calls the server's tool, typed", async () => {
  const { stdout } = await run(process.execPath, [join(import.meta.dirname, "client.ts")]);
  expect(stdout).toBe("Sarah Chen is on the Pro plan\n");
});

test("the agent finds the tool by itself and answers", async () => {
  const { stdout } = await run(process.execPath, [join(import.meta.dirname, "agent.ts")], {
    env: { ...keyless, OLLAMA_HOST: "http://127.0.0.1:9" },
  });
  expect(stdout).toContain('[Using tool: get_customer({"customer_id":"C-1042"})]');
  expect(stdout).toContain("Sarah Chen");
});

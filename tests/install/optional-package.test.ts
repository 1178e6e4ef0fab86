import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { runWithout } from "../fixture/install/run-without.ts";

const ADAPTERS = {
  "@ai-sdk/anthropic": "4",
  "@ai-sdk/google": "4",
  "@ai-sdk/openai": "4",
  "@ai-sdk/openai-compatible": "3",
};
const FRAMEWORKS = {
  "ai-sdk": "ai",
  langchain: "@langchain/core",
  "openai-agents": "@openai/agents",
};
const HIDDEN = [...Object.keys(ADAPTERS), "@ai-sdk/provider", ...Object.values(FRAMEWORKS)];

const SERVER = `
  import { createServer } from "mortise";
  const server = createServer({ name: "crm", version: "1.0.0" }).tool(
    "get_customer",
    {
      description: "Look up one customer by id.",
      annotations: { readOnlyHint: true },
      input: {
        type: "object",
        properties: { customer_id: { type: "string", description: "e.g. C-1042" } },
        required: ["customer_id"],
      },
    },
    () => ({ name: "Sarah Chen", plan: "pro" }),
  );
`;

test("an agent answers offline and by a model object with no adapter installed", async () => {
  const { out } = await runWithout(
    HIDDEN,
    `${SERVER}
    import { createAgent } from "mortise/agent";
    import { scriptedModel } from "mortise/testing";
    for (const model of ["offline", scriptedModel([{ text: "From a script." }])]) {
      await using agent = createAgent({ model, servers: { server } });
      console.log((await agent.ask("Which plan is C-1042 on?")).text);
    }`,
  );
  expect(out).toContain("Sarah Chen is on the Pro plan.");
  expect(out).toContain("From a script.");
});

test.each(["anthropic", "openai"])(
  "an adapter that is installed works although the variable of its address is empty: %s",
  async (provider) => {
    const name = provider.toUpperCase();
    const { out } = await runWithout(
      [],
      `import { resolveModel } from "mortise/agent";
      process.env.${name}_BASE_URL = "";
      const environment = { ${name}_API_KEY: "k", ${name}_BASE_URL: "" };
      const { label } = await resolveModel("${provider}/x", { environment });
      console.log(label, JSON.stringify(process.env.${name}_BASE_URL));`,
    );
    expect(out.trim()).toBe(`${provider}/x ""`);
  },
);

test.each([
  ["anthropic/claude-x", { ANTHROPIC_API_KEY: "k" }, "@ai-sdk/anthropic"],
  ["google/gemini-x", { GEMINI_API_KEY: "k" }, "@ai-sdk/google"],
  ["openai/gpt-x", { OPENAI_API_KEY: "k" }, "@ai-sdk/openai"],
  ["auto", { OPENAI_API_KEY: "k" }, "@ai-sdk/openai"],
  ["ollama/qwen", {}, "@ai-sdk/openai-compatible"],
  [{ baseURL: "http://models.test/v1", model: "own" }, {}, "@ai-sdk/openai-compatible"],
] as const)("a missing adapter is named with the line to run: %j", async (model, env, name) => {
  const { out } = await runWithout(
    HIDDEN,
    `import { resolveModel } from "mortise/agent";
    const options = { environment: ${JSON.stringify(env)}, localModels: false };
    await resolveModel(${JSON.stringify(model)}, options).catch((error) => {
      console.log(JSON.stringify([error.code, error.message, error.data]));
    });`,
  );
  const [code, message, data] = JSON.parse(out);
  const wanted = `${name}@${ADAPTERS[name]}`;
  expect(code).toBe("MODEL_UNAVAILABLE");
  expect(message).toContain(
    `needs the package ${name}, which is not installed; run: npm install ${wanted}`,
  );
  expect(data).toMatchObject({ packages: [wanted] });
});

test.each(["agent", "mortise"])("%s accepts the versions that its errors name", (folder) => {
  const { peerDependencies, peerDependenciesMeta } = JSON.parse(
    readFileSync(`packages/${folder}/package.json`, "utf8"),
  );
  for (const [name, major] of Object.entries(ADAPTERS)) {
    expect(peerDependencies[name]).toMatch(new RegExp(`^\\^${major}\\.`));
    expect(peerDependenciesMeta[name]).toEqual({ optional: true });
  }
});

test.each(Object.entries(FRAMEWORKS))(
  "mortise/%s without its framework names %s",
  async (subpath, name) => {
    const { out } = await runWithout(
      [name],
      `await import("mortise/${subpath}").catch(({ message }) => console.log(message));`,
    );
    expect(out).toContain(`Cannot find package '${name}'`);
  },
);

test("a server works without OpenTelemetry, and warns where only its API is missing", async () => {
  const program = `${SERVER}
    import { connect, listen } from "mortise";
    await using listening = await listen(server, { port: 0 });
    await using client = await connect(listening.url);
    console.log(JSON.stringify((await client.callTool("get_customer", { customer_id: "C-1" })).structured));
  `;
  const hidden = ["@opentelemetry/api"];
  const bare = await runWithout(hidden, program);
  expect(bare.out).toContain("Sarah Chen");
  expect(bare.err).not.toContain("OpenTelemetry");
  const registered = await runWithout(
    hidden,
    `globalThis[Symbol.for("opentelemetry.js.api.1")] = { trace: {} };${program}`,
  );
  expect(registered.out).toContain("Sarah Chen");
  expect(registered.err).toMatch(/MortiseWarning: .*npm install @opentelemetry\/api/);
});

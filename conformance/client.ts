/**
 * The client that the official conformance suite drives: `node conformance/client.ts <url>`.
 *
 * The suite names the scenario in MCP_CONFORMANCE_SCENARIO and the lifecycle in
 * MCP_CONFORMANCE_PROTOCOL_VERSION. The protocol is the work of `mortise/client`.
 */

import { createPrivateKey } from "node:crypto";
import type { ClientAuth, UserAgent } from "@mortise/auth";
import { clientCredentials, enterprise, oauth, workloadIdentity } from "@mortise/auth";
import type { Client, ConnectOptions, Revision, Tool } from "mortise";
import { connect, MortiseError, skillsOf } from "mortise";

/** Milliseconds after which this process gives a scenario up. */
const LIMIT_MS = 280_000;

interface Scenario {
  readonly options?: ConnectOptions;
  run(client: Client): Promise<void>;
}

/** The facts of a scenario that the suite hands over besides the URL. */
interface Context {
  readonly toolCalls?: readonly {
    readonly name: string;
    readonly arguments: Readonly<Record<string, unknown>>;
  }[];
  readonly client_id?: string;
  readonly client_secret?: string;
  readonly private_key_pem?: string;
  readonly idp_issuer?: string;
  readonly idp_client_id?: string;
  readonly idp_id_token?: string;
  readonly valid_jwt?: string;
}

function readContext(): Context {
  return JSON.parse(process.env["MCP_CONFORMANCE_CONTEXT"] ?? "{}");
}

const accept = (content: Readonly<Record<string, boolean>> = {}): ConnectOptions => ({
  elicit: async () => ({ action: "accept", content }),
});

async function listAndCallAll(client: Client): Promise<void> {
  for (const tool of await client.listTools()) await client.callTool(tool.name);
}

async function callNamed(client: Client, names: readonly string[]): Promise<void> {
  await client.listTools();
  for (const name of names) await client.callTool(name);
}

async function exerciseEveryName(client: Client): Promise<void> {
  await listAndCallAll(client);
  for (const { uri } of await client.listResources()) await client.readResource(uri);
  for (const { name } of await client.listPrompts()) await client.getPrompt(name);
}

async function callFromContext(client: Client): Promise<void> {
  await client.listTools();
  for (const call of readContext().toolCalls ?? [])
    await client.callTool(call.name, call.arguments);
}

async function callWhatIsValid(client: Client): Promise<void> {
  for (const { name } of await client.listTools())
    await client.callTool(name, { region: "us-east" });
}

async function echoSchema(client: Client): Promise<void> {
  const tools: Tool[] = await client.listTools();
  const tool = tools.find(({ name }) => name === "json_schema_2020_12_tool");
  await client.callTool("json_schema_echo", { schema: tool?.inputSchema });
}

/** Loads each skill and every file of it; a skill that does not verify is skipped. */
async function loadEverySkill(client: Client): Promise<void> {
  const skills = skillsOf(client);
  for (const entry of await skills.list()) {
    try {
      const skill = await skills.load(entry);
      for (const file of skill.files) await skill.read(file);
    } catch (error) {
      if (!MortiseError.is(error) || error.code !== "VERIFICATION_FAILED") throw error;
      process.stderr.write(`${error.message}\n`);
    }
  }
}

/** A tool that needs credentials is called; the suite looks at how they were come by. */
const AUTHORIZED: Scenario = { run: listAndCallAll };

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  initialize: { run: async (client) => void (await client.listTools()) },
  tools_call: {
    run: async (client) => {
      await client.listTools();
      await client.callTool("add_numbers", { a: 5, b: 3 });
    },
  },
  "elicitation-sep1034-client-defaults": {
    options: accept(),
    run: (client) => callNamed(client, ["test_client_elicitation_defaults"]),
  },
  "sse-retry": { run: (client) => callNamed(client, ["test_reconnection"]) },
  "request-metadata": {
    options: {
      ...accept(),
      sample: async () => ({
        role: "assistant",
        content: { type: "text", text: "Paris" },
        model: "conformance",
      }),
      roots: () => [],
    },
    run: listAndCallAll,
  },
  "http-standard-headers": { run: exerciseEveryName },
  "http-custom-headers": { run: callFromContext },
  "http-invalid-tool-headers": { run: callWhatIsValid },
  "sep-2322-client-request-state": {
    options: accept({ confirmed: true }),
    run: (client) =>
      callNamed(client, [
        "test_mrtr_echo_state",
        "test_mrtr_no_state",
        "test_mrtr_unrelated",
        "test_mrtr_no_result_type",
      ]),
  },
  "json-schema-ref-no-deref": { run: async (client) => void (await client.listTools()) },
  "json-schema-2020-12-preservation": { run: echoSchema },
  "sep-2640-client-no-prefetch": { run: async (client) => void (await skillsOf(client).list()) },
  "sep-2640-client-verify-digest": { run: loadEverySkill },
  "sep-2640-client-verify-size": { run: loadEverySkill },
  "sep-2640-client-verify-frontmatter": { run: loadEverySkill },
};

/** Opens the authorization page as a browser of a user would that is signed in and agrees to everything. */
const agreeingUser: UserAgent = {
  visit: async () => ({
    redirectUri: "http://localhost:3000/callback",
    authorize: async ({ url, signal }) => {
      const { headers } = await fetch(url, { redirect: "manual", signal });
      return new URL(headers.get("location") ?? "", url);
    },
    [Symbol.asyncDispose]: async () => undefined,
  }),
};

/** Makes the credentials for a scenario of authorization from what the suite hands over. */
function toAuth(name: string): ClientAuth {
  const context = readContext();
  const { client_id: id = "", client_secret: secret } = context;
  const client = { id, ...(secret !== undefined && { secret }) };
  switch (name) {
    case "auth/client-credentials-basic":
      return clientCredentials({ client });
    case "auth/client-credentials-jwt": {
      const key = createPrivateKey(context.private_key_pem ?? "");
      const algorithm = { name: "ECDSA", namedCurve: "P-256" };
      return clientCredentials({
        client: { id, key: key.toCryptoKey(algorithm, false, ["sign"]) },
      });
    }
    case "auth/enterprise-managed-authorization": {
      const {
        idp_issuer: issuer = "",
        idp_client_id: idpClient = "",
        idp_id_token: token = "",
      } = context;
      return enterprise({ idp: { issuer, id: idpClient }, idToken: () => token, client });
    }
    case "auth/wif-jwt-bearer":
      return workloadIdentity({
        assertion: () => context.valid_jwt ?? "",
        ...(id !== "" && { client }),
      });
    default:
      return oauth({
        userAgent: agreeingUser,
        clientMetadataUrl: "https://conformance-test.local/client-metadata.json",
        dpop: name.startsWith("auth/dpop"),
        ...(id !== "" && { client }),
      });
  }
}

/** Runs the scenario that the suite names against the server at `url`. */
async function main(url: string | undefined): Promise<void> {
  const name = process.env["MCP_CONFORMANCE_SCENARIO"] ?? "";
  const isAuth = name.startsWith("auth/");
  const scenario = isAuth ? AUTHORIZED : SCENARIOS[name];
  if (url === undefined || scenario === undefined) {
    throw new Error(`No scenario ${JSON.stringify(name)} for ${url}; usage: client.ts <url>`);
  }
  const revision = process.env["MCP_CONFORMANCE_PROTOCOL_VERSION"] as Revision | undefined;
  await using client = await connect(url, {
    ...scenario.options,
    ...(isAuth && { auth: toAuth(name) }),
    name: "mortise-conformance",
    version: "1.0.0",
    timeout: "5m",
    onWarning: (message) => process.stderr.write(`${message}\n`),
    ...(revision !== undefined && { revision }),
  });
  await scenario.run(client);
}

setTimeout(() => process.exit(2), LIMIT_MS).unref();
await main(process.argv.at(-1));

import { fileURLToPath } from "node:url";
import { startSandbox } from "support-desk";
import { expect, test } from "vitest";
import { openHome } from "./open-home.ts";

const SERVERS = new URL("../../examples/support-desk/servers/", import.meta.url);

/** A server of the support desk. */
interface DeskServer {
  readonly file: string;
  /** The name that it gives itself. */
  readonly name: string;
  readonly variables: readonly string[];
  /** One of its tools. */
  readonly tool: string;
}

const DESK: readonly DeskServer[] = [
  { file: "customers.ts", name: "customer-data", variables: [], tool: "get_customer" },
  {
    file: "tickets.ts",
    name: "jira",
    variables: ["JIRA_HOST", "JIRA_EMAIL", "JIRA_API_TOKEN"],
    tool: "get_ticket",
  },
  {
    file: "conversations.ts",
    name: "slack",
    variables: ["SLACK_BOT_TOKEN", "SLACK_API_URL"],
    tool: "get_channel_history",
  },
  {
    file: "billing.ts",
    name: "billing",
    variables: ["BILLING_URL", "BILLING_TOKEN"],
    tool: "get_invoice",
  },
];

test("the servers of the support desk answer in two clients, as the doctor starts them", async () => {
  await using sandbox = await startSandbox();
  const home = openHome();
  const env = Object.fromEntries(
    Object.entries(sandbox.env).filter((each): each is [string, string] => each[1] !== undefined),
  );
  for (const { file: written, name, variables } of DESK) {
    const file = fileURLToPath(new URL(written, SERVERS));
    const passed = variables.flatMap((variable) => ["-e", variable]);
    const { clients } = await home.install(
      [file, "--to", "claude-desktop", "codex", ...passed],
      env,
    );
    expect(
      clients.map(({ status }) => status),
      name,
    ).toEqual(["written", "written"]);
  }
  // Without the variables of the terminal: the entries hold what the servers need.
  const { servers } = await home.install(["--doctor"]);
  const seen = servers.map(({ client, server, status, tools }) => ({
    client,
    server,
    status,
    tools,
  }));
  const expected = ["codex", "claude-desktop"].flatMap((client) =>
    DESK.map(({ name, tool }) => ({
      client,
      server: name,
      status: "ok",
      tools: expect.arrayContaining([tool]),
    })),
  );
  expect(seen).toHaveLength(expected.length);
  expect(seen).toEqual(expect.arrayContaining(expected));
});

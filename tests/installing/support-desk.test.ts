import { fileURLToPath } from "node:url";
import { startSandbox } from "support-desk";
import { expect, test } from "vitest";
import { openHome } from "./open-home.ts";

const SERVERS = new URL("../../examples/support-desk/servers/", import.meta.url);

/** Each server of the support desk, with the variables that it needs and one of its tools. */
const DESK: readonly (readonly [name: string, variables: readonly string[], tool: string])[] = [
  ["customers", [], "get_customer"],
  ["tickets", ["JIRA_HOST", "JIRA_EMAIL", "JIRA_API_TOKEN"], "get_ticket"],
  ["conversations", ["SLACK_BOT_TOKEN", "SLACK_API_URL"], "get_channel_history"],
  ["billing", ["BILLING_URL", "BILLING_TOKEN"], "get_invoice"],
];

test("the servers of the support desk answer in two clients, as the doctor starts them", async () => {
  await using sandbox = await startSandbox();
  const home = openHome();
  const env = Object.fromEntries(
    Object.entries(sandbox.env).filter((each): each is [string, string] => each[1] !== undefined),
  );
  for (const [name, variables] of DESK) {
    const file = fileURLToPath(new URL(`${name}.ts`, SERVERS));
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
    DESK.map(([server, , tool]) => ({
      client,
      server,
      status: "ok",
      tools: expect.arrayContaining([tool]),
    })),
  );
  expect(seen).toHaveLength(expected.length);
  expect(seen).toEqual(expect.arrayContaining(expected));
});

import { expect, test } from "vitest";
import { lint } from "./run-lint.ts";

const JIRA = {
  JIRA_HOST: "https://desk.atlassian.net",
  JIRA_EMAIL: "desk@example.com",
  JIRA_API_TOKEN: "none",
  JIRA_PROJECT: "SUP",
  JIRA_CUSTOMER_LABEL: "customer-{customer_id}",
};
const SLACK = { SLACK_BOT_TOKEN: "xoxb-none", SLACK_CUSTOMER_CHANNEL: "support-{customer_id}" };
const BILLING = { BILLING_URL: "http://127.0.0.1:9", BILLING_TOKEN: "none" };

test.for<[string, Readonly<Record<string, string>>]>([
  ["connectors/jira/src/bin.ts", JIRA],
  ["connectors/slack/src/bin.ts", SLACK],
  ["examples/agent/server.ts", {}],
  ["examples/app/server.ts", {}],
  ["examples/connector/server.ts", {}],
  ["examples/http-auth/server.ts", {}],
  ["examples/quick-start/server.ts", {}],
  ["examples/restart/server.ts", {}],
  ["examples/secure-server/server.ts", {}],
  ["examples/server/server.ts", {}],
  ["examples/support-desk/servers/billing.ts", BILLING],
  ["examples/support-desk/servers/customers.ts", {}],
  ["examples/tasks/server.ts", {}],
])("there is no finding on %s", async ([file, env]) => {
  const variables = Object.entries(env).flatMap(([name, value]) => ["-e", `${name}=${value}`]);
  const { code, findings, unseen, views } = await lint(file, "--fail-on", "note", ...variables);
  expect(findings).toEqual([]);
  expect(unseen).toEqual([]);
  expect(views.map(({ tools }) => tools.length)).not.toContain(0);
  expect(code).toBe(0);
});

import { WebClient } from "@slack/web-api";
import { createCloudClient } from "jira.js";
import { expect, test } from "vitest";
import { startSandbox } from "./index.ts";

test("the environment alone leads the client libraries to Sarah Chen in all three services", async () => {
  await using sandbox = await startSandbox();
  const { env } = sandbox;

  const jira = createCloudClient({
    host: env.JIRA_HOST,
    auth: { type: "basic", email: env.JIRA_EMAIL, apiToken: env.JIRA_API_TOKEN },
    onSchemaMismatch: "throw",
  });
  const customer = env.JIRA_CUSTOMER_JQL.replace("{customer_id}", "C-1042");
  const { issues } = await jira.issueSearch.searchAndReconsileIssuesUsingJqlPost({
    jql: `${customer} AND statusCategory != Done ORDER BY created ASC`,
    fields: ["summary", "priority"],
  });
  expect(issues?.map((issue) => issue.fields?.["priority"].name)).toEqual(["High", "Medium"]);

  const slack = new WebClient(env.SLACK_BOT_TOKEN, { slackApiUrl: env.SLACK_API_URL });
  const name = env.SLACK_CUSTOMER_CHANNEL.replace("{customer_id}", "C-1042").toLowerCase();
  const { channels } = await slack.conversations.list({ limit: 1000 });
  const channel = channels?.find((candidate) => candidate.name === name)?.id ?? "";
  const { messages } = await slack.conversations.history({ channel });
  expect(messages?.length).toBeGreaterThan(2);

  const orders = await fetch(`${env.BILLING_URL}/v1/customers/C-1042/orders`, {
    headers: { authorization: `Bearer ${env.BILLING_TOKEN}` },
  });
  expect(await orders.json()).toMatchObject({ data: { length: 5 } });
});

test("two sandboxes run beside each other, with tokens that do not fit the other", async () => {
  await using one = await startSandbox();
  await using other = await startSandbox({ world: one.world });
  const crossed = await fetch(`${one.billing.url}/v1/orders/ORD-5001`, {
    headers: { authorization: `Bearer ${other.billing.token}` },
  });
  expect(crossed.status).toBe(401);
});

test("a write to one sandbox is not visible in another of the same world", async () => {
  await using one = await startSandbox();
  await using other = await startSandbox({ world: one.world });
  const post = (sandbox: typeof one) =>
    new WebClient(sandbox.slack.token, { slackApiUrl: sandbox.slack.url });
  await post(one).chat.postMessage({ channel: "#general", text: "Only here." });
  const channel = one.world.channels.find(({ name }) => name === "general")?.id ?? "";
  const { messages } = await post(other).conversations.history({ channel, limit: 1 });
  expect(messages?.[0]?.text).not.toBe("Only here.");
});

test("a port that is taken is an error, and the services that did start are stopped", async () => {
  await using one = await startSandbox();
  const taken = Number(new URL(one.billing.url).port);
  await expect(startSandbox({ world: one.world, ports: { billing: taken } })).rejects.toThrow(
    "EADDRINUSE",
  );
});

test("a closed sandbox cannot be reached", async () => {
  const sandbox = await startSandbox();
  await sandbox.close();
  await expect(fetch(sandbox.billing.url)).rejects.toThrow("fetch failed");
});

import process from "node:process";
import { fileURLToPath } from "node:url";
import type { ProcessTarget } from "mortise/client";

/** The environment variables that each server reads. */
const variables = {
  customers: ["DATABASE_URL"],
  tickets: [
    "JIRA_HOST",
    "JIRA_EMAIL",
    "JIRA_API_TOKEN",
    "JIRA_CUSTOMER_JQL",
    "JIRA_CUSTOMER_LABEL",
    "JIRA_PROJECT",
    "JIRA_ALLOW_JQL",
  ],
  conversations: [
    "SLACK_BOT_TOKEN",
    "SLACK_API_URL",
    "SLACK_CUSTOMER_CHANNEL",
    "SLACK_PRIVATE_CHANNELS",
  ],
  billing: ["BILLING_URL", "BILLING_TOKEN"],
} as const;

/** The names of the support desk's servers. */
export type ServerName = keyof typeof variables;

/** Gives each server as a process to start, with its own variables of `env` and no others. */
export function createServerTargets(
  env: Readonly<Record<string, string | undefined>>,
): Record<ServerName, ProcessTarget> {
  return {
    customers: createTarget("../servers/customers.ts", variables.customers, env),
    tickets: createTarget("../servers/tickets.ts", variables.tickets, env),
    conversations: createTarget("../servers/conversations.ts", variables.conversations, env),
    billing: createTarget("../servers/billing.ts", variables.billing, env),
  };
}

/** Gives the server that exports histories, which asks the four others itself, as a process to start. */
export function createHistoryTarget(
  env: Readonly<Record<string, string | undefined>>,
): ProcessTarget {
  const read = [...Object.values(variables).flat(), "TASKS_DATABASE", "HISTORY_FOLDER"];
  return createTarget("../history/server.ts", read, env);
}

function createTarget(
  file: string,
  read: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): ProcessTarget {
  const given = read.flatMap((variable) => {
    const value = env[variable];
    return value === undefined ? [] : [[variable, value] as const];
  });
  return {
    command: process.execPath,
    args: [fileURLToPath(new URL(file, import.meta.url))],
    env: Object.fromEntries(given),
    stderr: "capture",
  };
}

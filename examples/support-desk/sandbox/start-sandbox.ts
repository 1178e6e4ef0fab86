import { randomBytes } from "node:crypto";
import type { World } from "../world/index.ts";
import { colleagues, createWorld } from "../world/index.ts";
import { startBilling } from "./billing.ts";
import type { Fault } from "./http/fault.ts";
import type { Service } from "./http/service.ts";
import { project } from "./jira/scheme.ts";
import { startJira } from "./jira.ts";
import { startSlack } from "./slack.ts";

/** The start of a sandbox. */
export interface SandboxOptions {
  /** Default: the world of the default seed, with the present as its present. */
  readonly world?: World;
  /** Default: free ones. */
  readonly ports?: { readonly jira?: number; readonly slack?: number; readonly billing?: number };
}

/** A service of a sandbox, from the user's side. */
interface SandboxService {
  /** The address a client library is given. */
  readonly url: string;
  readonly token: string;
  /** Makes the next requests fail; `null` forgets what has not failed yet. */
  fail(next: Fault | null): void;
}

/** Jira, Slack and billing over one world, on this machine alone. */
export interface Sandbox extends AsyncDisposable {
  readonly world: World;
  readonly jira: SandboxService & { readonly email: string };
  readonly slack: SandboxService;
  readonly billing: SandboxService;
  /** The environment that points the support desk's servers here. */
  readonly env: Readonly<Record<SandboxVariable, string>>;
  /** Stops the three services. */
  close(): Promise<void>;
}

/** An environment variable the support desk's servers read. */
type SandboxVariable =
  | "JIRA_HOST"
  | "JIRA_EMAIL"
  | "JIRA_API_TOKEN"
  | "JIRA_CUSTOMER_JQL"
  | "JIRA_PROJECT"
  | "SLACK_API_URL"
  | "SLACK_BOT_TOKEN"
  | "SLACK_CUSTOMER_CHANNEL"
  | "BILLING_URL"
  | "BILLING_TOKEN";

/** Starts the three services on 127.0.0.1; every start makes tokens of its own. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { world = createWorld(), ports = {} } = options;
  const email = colleagues[0]?.email ?? "";
  const tokens = {
    jira: createToken("jira"),
    slack: createToken("xoxb"),
    billing: createToken("billing"),
  };
  const [jira, slack, billing] = await startAll([
    startJira({ world, email, token: tokens.jira, port: ports.jira ?? 0 }),
    startSlack({ world, token: tokens.slack, port: ports.slack ?? 0 }),
    startBilling({ world, token: tokens.billing, port: ports.billing ?? 0 }),
  ]);
  const slackUrl = `${slack.url}/api/`;
  const close = async () => {
    await Promise.all([jira.close(), slack.close(), billing.close()]);
  };
  return {
    world,
    jira: { url: jira.url, email, token: tokens.jira, fail: jira.fail },
    slack: { url: slackUrl, token: tokens.slack, fail: slack.fail },
    billing: { url: billing.url, token: tokens.billing, fail: billing.fail },
    env: {
      JIRA_HOST: jira.url,
      JIRA_EMAIL: email,
      JIRA_API_TOKEN: tokens.jira,
      JIRA_CUSTOMER_JQL: 'labels = "customer-{customer_id}"',
      JIRA_PROJECT: project.key,
      SLACK_API_URL: slackUrl,
      SLACK_BOT_TOKEN: tokens.slack,
      SLACK_CUSTOMER_CHANNEL: "cust-{customer_id}",
      BILLING_URL: billing.url,
      BILLING_TOKEN: tokens.billing,
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function createToken(prefix: string): string {
  return `${prefix}-sandbox-${randomBytes(16).toString("hex")}`;
}

// When one port is taken the services that did start must not be left running.
async function startAll(
  starting: readonly [Promise<Service>, Promise<Service>, Promise<Service>],
): Promise<[Service, Service, Service]> {
  try {
    return await Promise.all(starting);
  } catch (error) {
    const settled = await Promise.allSettled(starting);
    await Promise.all(
      settled.map((result) => (result.status === "fulfilled" ? result.value.close() : undefined)),
    );
    throw error;
  }
}

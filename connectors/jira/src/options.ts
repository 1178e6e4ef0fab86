/** The access to a Jira Cloud site, and the convention for customers there. */
export interface JiraOptions {
  /** The site, such as `https://acme.atlassian.net`. */
  readonly host: string;
  /** The account of the API token. */
  readonly email: string;
  /** The account's API token. */
  readonly apiToken: string;
  /**
   * The JQL that selects a customer's tickets; `{customer_id}` stands for the customer's id.
   * Default `labels = "customer-{customer_id}"`.
   */
  readonly customerJql?: string;
  /**
   * The label that ties a new ticket to a customer. Default: the one `customerJql` compares
   * `labels` with, if it does only that.
   */
  readonly customerLabel?: string;
  /** The key of the project for new tickets if the caller names none, such as `SUP`. */
  readonly project?: string;
  /** Whether to offer searching by JQL of the caller's own. Default `false`. */
  readonly allowJql?: boolean;
  /** The timeout of one request to Jira, in milliseconds. Default 10,000. */
  readonly timeoutMs?: number;
}

/**
 * Reads the options from `JIRA_HOST`, `JIRA_EMAIL` and `JIRA_API_TOKEN`, and optionally from
 * `JIRA_CUSTOMER_JQL`, `JIRA_CUSTOMER_LABEL`, `JIRA_PROJECT` and `JIRA_ALLOW_JQL=true`.
 *
 * @throws Error that names every required variable that is missing.
 */
export function readJiraOptions(env: Readonly<Record<string, string | undefined>>): JiraOptions {
  const { JIRA_HOST, JIRA_EMAIL, JIRA_API_TOKEN } = env;
  const { JIRA_CUSTOMER_JQL, JIRA_CUSTOMER_LABEL, JIRA_PROJECT, JIRA_ALLOW_JQL } = env;
  if (!JIRA_HOST || !JIRA_EMAIL || !JIRA_API_TOKEN) {
    const missing = Object.entries({ JIRA_HOST, JIRA_EMAIL, JIRA_API_TOKEN })
      .filter(([, value]) => !value)
      .map(([name]) => name);
    throw new Error(
      `The Jira connector needs ${missing.join(", ")}. Set JIRA_HOST to the site (https://acme.atlassian.net), JIRA_EMAIL to an account and JIRA_API_TOKEN to a token of it (https://id.atlassian.com/manage-profile/security/api-tokens).`,
    );
  }
  return {
    host: JIRA_HOST,
    email: JIRA_EMAIL,
    apiToken: JIRA_API_TOKEN,
    ...(JIRA_CUSTOMER_JQL && { customerJql: JIRA_CUSTOMER_JQL }),
    ...(JIRA_CUSTOMER_LABEL && { customerLabel: JIRA_CUSTOMER_LABEL }),
    ...(JIRA_PROJECT && { project: JIRA_PROJECT }),
    allowJql: JIRA_ALLOW_JQL === "true",
  };
}

/** The access to a Slack workspace, and the convention for customers' channels. */
export interface SlackOptions {
  /** A bot token, `xoxb-…`. */
  readonly token: string;
  /** The address of the Web API. Default `https://slack.com/api/`. */
  readonly apiUrl?: string;
  /**
   * The name of the channel shared with a customer; `{customer_id}` stands for the customer's id in
   * lower case. Default `cust-{customer_id}`.
   */
  readonly customerChannel?: string;
  /** Whether to look among private channels too, which needs the scope `groups:read`. Default `false`. */
  readonly privateChannels?: boolean;
  /** The timeout of one request to Slack, in milliseconds. Default 10,000. */
  readonly timeoutMs?: number;
}

/**
 * Reads the options from `SLACK_BOT_TOKEN`, and optionally from `SLACK_API_URL`,
 * `SLACK_CUSTOMER_CHANNEL` and `SLACK_PRIVATE_CHANNELS=true`.
 *
 * @throws Error if the token is missing.
 */
export function readSlackOptions(env: Readonly<Record<string, string | undefined>>): SlackOptions {
  const { SLACK_BOT_TOKEN, SLACK_API_URL, SLACK_CUSTOMER_CHANNEL, SLACK_PRIVATE_CHANNELS } = env;
  if (!SLACK_BOT_TOKEN) {
    throw new Error(
      "The Slack connector needs SLACK_BOT_TOKEN. Set it to the bot token (xoxb-…) of an app with the scopes channels:read, channels:history, users:read, users:read.email and chat:write (https://api.slack.com/apps).",
    );
  }
  return {
    token: SLACK_BOT_TOKEN,
    ...(SLACK_API_URL && { apiUrl: SLACK_API_URL }),
    ...(SLACK_CUSTOMER_CHANNEL && { customerChannel: SLACK_CUSTOMER_CHANNEL }),
    privateChannels: SLACK_PRIVATE_CHANNELS === "true",
  };
}

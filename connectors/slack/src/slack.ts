import type { Logger } from "@slack/web-api";
import { LogLevel, WebClient } from "@slack/web-api";
import type { RequestContext } from "mortise";
import { ChannelDirectory } from "./channel/channel-directory.ts";
import type { SlackOptions } from "./options.ts";
import { parseApiUrl } from "./request/api-url.ts";
import { toToolError } from "./request/slack-error.ts";
import { UserDirectory } from "./user/user-directory.ts";

// Everything worth telling is thrown, and standard output may belong to the protocol.
const silent: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
};

/** One Slack workspace, as the tools use it. */
export class Slack {
  readonly channels: ChannelDirectory;
  readonly users: UserDirectory;
  readonly #options: SlackOptions;
  readonly #apiUrl: string;
  readonly #timeoutMs: number;

  /** @throws Error when the address is no URL or the channel template has no place for the id. */
  constructor(options: SlackOptions) {
    this.#options = options;
    this.#apiUrl = parseApiUrl(options.apiUrl ?? "https://slack.com/api/");
    this.#timeoutMs = options.timeoutMs ?? 10_000;
    this.channels = new ChannelDirectory(this, options);
    this.users = new UserDirectory(this);
  }

  /**
   * Calls Slack for one tool call; failures are ToolErrors that name the subject.
   *
   * The library would wait out rate limits and repeat failures for half an hour by itself; here the
   * caller decides, who may have less time than that.
   */
  async call<Value>(
    context: RequestContext,
    subject: string,
    request: (client: WebClient) => Promise<Value>,
  ): Promise<Value> {
    const client = new WebClient(this.#options.token, {
      slackApiUrl: this.#apiUrl,
      allowAbsoluteUrls: false,
      fetch: context.fetch,
      timeout: this.#timeoutMs,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      logger: silent,
    });
    try {
      return await request(client);
    } catch (error) {
      throw context.signal.aborted ? error : toToolError(error, subject, this.#timeoutMs);
    }
  }
}

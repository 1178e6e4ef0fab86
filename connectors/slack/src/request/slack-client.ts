import type { Logger } from "@slack/web-api";
import { LogLevel, WebClient } from "@slack/web-api";
import type { RequestContext } from "mortise";
import type { SlackOptions } from "../options.ts";
import { parseApiUrl } from "./api-url.ts";
import { toToolError } from "./slack-error.ts";

// The library's warnings are thrown as errors too, and standard output may belong to the protocol.
const silent: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
};

/** Sends the requests of tool calls to one Slack workspace. */
export class SlackClient {
  readonly #token: string;
  readonly #apiUrl: string;
  readonly #timeoutMs: number;

  /** @throws Error if the address is not a URL, or would carry the token unencrypted. */
  constructor({ token, apiUrl, timeoutMs }: SlackOptions) {
    this.#token = token;
    this.#apiUrl = parseApiUrl(apiUrl ?? "https://slack.com/api/");
    this.#timeoutMs = timeoutMs ?? 10_000;
  }

  /**
   * Calls Slack for one tool call; failures are ToolErrors that name the subject.
   *
   * The library would wait for rate limits and repeat failed requests for half an hour. Retries are
   * left to the caller of the tool, because its deadline is shorter than that.
   */
  async call<Value>(
    context: RequestContext,
    subject: string,
    request: (client: WebClient) => Promise<Value>,
  ): Promise<Value> {
    const client = new WebClient(this.#token, {
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

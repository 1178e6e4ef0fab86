/** A failure of a Slack method, by the code Slack gives it. */
export class SlackError extends Error {
  readonly code: string;
  /** Slack's answer to invalid arguments. */
  readonly messages: readonly string[];

  constructor(code: string, messages: readonly string[] = []) {
    super(code);
    this.code = code;
    this.messages = messages;
  }
}

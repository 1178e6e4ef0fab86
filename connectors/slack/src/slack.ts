import { ChannelDirectory } from "./channel/channel-directory.ts";
import type { SlackOptions } from "./options.ts";
import { SlackClient } from "./request/slack-client.ts";
import { UserDirectory } from "./user/user-directory.ts";

/** One Slack workspace, as the tools use it. */
export class Slack {
  readonly client: SlackClient;
  readonly channels: ChannelDirectory;
  readonly users: UserDirectory;

  /** @throws Error if the address is not a URL, or the channel template lacks `{customer_id}`. */
  constructor(options: SlackOptions) {
    this.client = new SlackClient(options);
    this.channels = new ChannelDirectory(this.client, options);
    this.users = new UserDirectory(this.client);
  }
}

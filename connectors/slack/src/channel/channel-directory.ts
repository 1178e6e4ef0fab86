import type { RequestContext } from "mortise";
import { ToolError } from "mortise";
import type { SlackOptions } from "../options.ts";
import type { SlackClient } from "../request/slack-client.ts";
import type { Channel } from "./channel.ts";
import { toChannel } from "./channel.ts";

const PLACE = "{customer_id}";
const CUSTOMER_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,60}$/;
const CHANNEL_ID = /^[CGD][A-Z0-9]{8,}$/;
const PAGE = 200;
const PAGE_LIMIT = 50;
/** Limited, because a channel may be renamed and its old name given to another. */
const KEEP_MS = 10 * 60_000;

/** The channel of a tool call: its id, and its name if that is known. */
export type ChannelReference = Pick<Channel, "id"> & { readonly name: string | null };

/** One page of the workspace's channels. */
export interface ChannelPage {
  readonly channels: Channel[];
  readonly nextCursor: string | null;
}

/** The channels of the workspace. Keeps the ids of found names for ten minutes. */
export class ChannelDirectory {
  readonly #client: SlackClient;
  readonly #template: string;
  readonly #types: string;
  readonly #ids = new Map<string, string>();
  #keptUntil = 0;

  /** @throws Error if the template lacks `{customer_id}`. */
  constructor(client: SlackClient, { customerChannel, privateChannels }: SlackOptions) {
    this.#client = client;
    this.#template = (customerChannel ?? `cust-${PLACE}`).replace(/^#/, "");
    this.#types = privateChannels ? "public_channel,private_channel" : "public_channel";
    if (!this.#template.includes(PLACE)) {
      throw new Error(
        `SLACK_CUSTOMER_CHANNEL is ${JSON.stringify(this.#template)}, which would be the same for every customer. Put ${PLACE} where the id belongs.`,
      );
    }
  }

  /** Returns one page of channels. */
  async list(
    limit: number,
    cursor: string | undefined,
    context: RequestContext,
  ): Promise<ChannelPage> {
    const page = await this.#client.call(context, "The list of channels", (client) =>
      client.conversations.list({
        types: this.#types,
        exclude_archived: true,
        limit,
        ...(cursor !== undefined && { cursor }),
      }),
    );
    return {
      channels: (page.channels ?? []).map(toChannel),
      nextCursor: page.response_metadata?.next_cursor || null,
    };
  }

  /** Finds a channel by id or name, with or without `#`, or throws `not_found`. */
  async find(text: string, context: RequestContext): Promise<ChannelReference> {
    if (CHANNEL_ID.test(text)) return { id: text, name: null };
    const name = text.replace(/^#/, "").toLowerCase();
    if (Date.now() >= this.#keptUntil) this.#ids.clear();
    const id = this.#ids.get(name) ?? (await this.#search(name, context));
    if (id !== undefined) return { id, name };
    throw new ToolError(
      `There is no channel #${name} that the connector's bot can see. list_channels shows those it can; a private one must invite the bot.`,
      { code: "not_found" },
    );
  }

  /** Finds the channel shared with a customer, or throws `not_found`. */
  async findCustomer(customerId: string, context: RequestContext): Promise<ChannelReference> {
    // Anything Slack would rewrite in a name could make one customer's id lead to another's channel.
    if (!CUSTOMER_ID.test(customerId)) {
      throw new ToolError(
        `${JSON.stringify(customerId)} is not a customer id. Ids hold letters, digits, _ and - only, e.g. C-1042.`,
        { code: "invalid_arguments" },
      );
    }
    const name = this.#template.replaceAll(PLACE, customerId).toLowerCase();
    try {
      return await this.find(`#${name}`, context);
    } catch (error) {
      if (!ToolError.is(error) || error.code !== "not_found") throw error;
      throw new ToolError(
        `Customer ${customerId} has no Slack channel: there is no #${name} that the connector's bot can see.`,
        { code: "not_found", data: { channel: name } },
      );
    }
  }

  async #search(name: string, context: RequestContext): Promise<string | undefined> {
    let cursor: string | undefined;
    if (this.#ids.size === 0) this.#keptUntil = Date.now() + KEEP_MS;
    for (let page = 0; page < PAGE_LIMIT; page += 1) {
      const { channels, nextCursor } = await this.list(PAGE, cursor, context);
      for (const channel of channels) this.#ids.set(channel.name, channel.id);
      if (this.#ids.has(name) || nextCursor === null) break;
      cursor = nextCursor;
    }
    return this.#ids.get(name);
  }
}

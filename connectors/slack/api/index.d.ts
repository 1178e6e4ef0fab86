// The public declarations of @mortise/connector-slack. `npx vitest run scripts -u` writes this file.

export interface SlackOptions {
  readonly token: string;
  readonly apiUrl?: string;
  readonly customerChannel?: string;
  readonly privateChannels?: boolean;
  readonly timeoutMs?: number;
}

export declare function createSlackServer(options: SlackOptions): _$mortise.Server<{
  tools: {
    find_user: {
      input: {
        query: string;
      };
      output: {
        users: {
          id: string;
          name: string;
          handle: string;
          email: string | null;
          title: string | null;
          kind: "bot" | "guest" | "member";
          active: boolean;
        }[];
      };
    };
    get_channel_history: {
      input: {
        channel: string;
        after?: string | undefined;
        before?: string | undefined;
        limit?: number | undefined;
        cursor?: string | undefined;
      };
      output: {
        channel_id: string;
        messages: {
          ts: string;
          sent_at: string;
          author: string;
          author_id: string | null;
          text: string;
          reply_count: number;
        }[];
        next_cursor: string | null;
      };
    };
    get_customer_conversation: {
      input: {
        customer_id: string;
        include_replies?: boolean | undefined;
        after?: string | undefined;
        limit?: number | undefined;
        cursor?: string | undefined;
      };
      output: {
        customer_id: string;
        channel_id: string;
        channel_name: string | null;
        messages: {
          ts: string;
          sent_at: string;
          author: string;
          author_id: string | null;
          text: string;
          reply_count: number;
          replies: {
            ts: string;
            sent_at: string;
            author: string;
            author_id: string | null;
            text: string;
            reply_count: number;
          }[];
        }[];
        next_cursor: string | null;
      };
    };
    get_thread: {
      input: {
        channel: string;
        thread_ts: string;
        limit?: number | undefined;
        cursor?: string | undefined;
      };
      output: {
        channel_id: string;
        thread_ts: string;
        messages: {
          ts: string;
          sent_at: string;
          author: string;
          author_id: string | null;
          text: string;
          reply_count: number;
        }[];
        next_cursor: string | null;
      };
    };
    list_channels: {
      input: {
        limit?: number | undefined;
        cursor?: string | undefined;
      };
      output: {
        channels: {
          id: string;
          name: string;
          topic: string;
          is_member: boolean;
          is_shared: boolean;
        }[];
        next_cursor: string | null;
      };
    };
    post_message: {
      input: {
        channel: string;
        text: string;
        thread_ts?: string | undefined;
      };
      output: {
        channel_id: string;
        ts: string;
        sent_at: string;
        thread_ts: string | null;
      };
    };
  };
  prompts: {};
}, _$mortise.Principal>;

export declare function readSlackOptions(env: Readonly<Record<string, string | undefined>>): SlackOptions;

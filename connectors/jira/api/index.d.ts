// The public declarations of @mortise/connector-jira. `npx vitest run scripts -u` writes this file.

export interface JiraOptions {
  readonly host: string;
  readonly email: string;
  readonly apiToken: string;
  readonly customerJql?: string;
  readonly customerLabel?: string;
  readonly project?: string;
  readonly allowJql?: boolean;
  readonly timeoutMs?: number;
}

export declare function createJiraServer(options: JiraOptions): _$mortise.Server<{
  tools: {
    add_ticket_comment: {
      input: {
        ticket_id: string;
        text: string;
      };
      output: {
        id: string;
        author: string;
        text: string;
        created_at: string;
        ticket_id: string;
        url: string;
      };
    };
    create_ticket: {
      input: {
        title: string;
        description: string;
        customer_id?: string | undefined;
        priority?: string | undefined;
        type?: string | undefined;
        project?: string | undefined;
      };
      output: {
        ticket_id: string;
        title: string;
        customer_id: string | null;
        url: string;
      };
    };
    get_open_tickets: {
      input: {
        customer_id: string;
        limit?: number | undefined;
        cursor?: string | undefined;
      };
      output: {
        tickets: {
          id: string;
          title: string;
          status: string;
          priority: string | null;
          assignee: string | null;
          created_at: string;
          updated_at: string;
          age: string;
          url: string;
        }[];
        next_cursor: string | null;
      };
    };
    get_ticket: {
      input: {
        ticket_id: string;
      };
      output: {
        id: string;
        title: string;
        status: string;
        priority: string | null;
        assignee: string | null;
        created_at: string;
        updated_at: string;
        age: string;
        url: string;
        description: string;
        type: string | null;
        labels: string[];
        reporter: string | null;
        resolved_at: string | null;
        comment_count: number;
      };
    };
    list_ticket_comments: {
      input: {
        ticket_id: string;
        limit?: number | undefined;
        cursor?: string | undefined;
      };
      output: {
        ticket_id: string;
        total: number;
        comments: {
          id: string;
          author: string;
          text: string;
          created_at: string;
        }[];
        next_cursor: string | null;
      };
    };
    search_tickets: {
      input: {
        text?: string | undefined;
        customer_id?: string | undefined;
        state?: "any" | "closed" | "open" | undefined;
        status?: string | undefined;
        priority?: string | undefined;
        updated_after?: string | undefined;
        limit?: number | undefined;
        cursor?: string | undefined;
      };
      output: {
        tickets: {
          id: string;
          title: string;
          status: string;
          priority: string | null;
          assignee: string | null;
          created_at: string;
          updated_at: string;
          age: string;
          url: string;
        }[];
        next_cursor: string | null;
      };
    };
    transition_ticket: {
      input: {
        ticket_id: string;
        status: string;
      };
      output: {
        ticket_id: string;
        previous_status: string;
        status: string;
        changed: boolean;
        url: string;
      };
    };
  };
  prompts: {};
}, _$mortise.Principal>;

export declare function readJiraOptions(env: Readonly<Record<string, string | undefined>>): JiraOptions;

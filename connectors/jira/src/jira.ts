import type { Client } from "jira.js/core";
import type { RequestContext } from "mortise";
import { parseHost } from "./host.ts";
import type { JiraOptions } from "./options.ts";
import { CustomerQuery } from "./query/customer-query.ts";
import { createJiraClient } from "./request/jira-client.ts";

/** One Jira site, as the tools use it. */
export class Jira {
  readonly customers: CustomerQuery;
  readonly options: JiraOptions;
  readonly #host: string;

  /** @throws Error if the host is not a URL or the customer query lacks `{customer_id}`. */
  constructor(options: JiraOptions) {
    this.options = options;
    this.#host = parseHost(options.host);
    this.customers = new CustomerQuery(options);
  }

  /** Creates a client for one call; `subject` names what a 404 is about, such as `Ticket SUP-7`. */
  client(context: RequestContext, subject: string): Client {
    return createJiraClient({ ...this.options, host: this.#host }, context, subject);
  }

  /** Returns the address of a ticket's page. */
  ticketUrl(id: string): string {
    return `${this.#host}/browse/${encodeURIComponent(id)}`;
  }
}

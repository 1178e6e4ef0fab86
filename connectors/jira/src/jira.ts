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

  /** @throws Error when the host is no URL or the customer query has no place for the id. */
  constructor(options: JiraOptions) {
    this.options = options;
    this.#host = parseHost(options.host);
    this.customers = new CustomerQuery(options);
  }

  /** Makes a client for one call; `subject` is what a 404 would be about, such as `Ticket SUP-7`. */
  client(context: RequestContext, subject: string): Client {
    return createJiraClient({ ...this.options, host: this.#host }, context, subject);
  }

  /** Gives the address where people see a ticket. */
  ticketUrl(id: string): string {
    return `${this.#host}/browse/${encodeURIComponent(id)}`;
  }
}

import { ToolError } from "mortise";
import type { JiraOptions } from "../options.ts";
import { quoteJql } from "./jql-text.ts";

const PLACE = "{customer_id}";
const DEFAULT_JQL = `labels = "customer-${PLACE}"`;
const LABEL_JQL = /^\s*labels\s*=\s*(?:"([^"\\]*)"|'([^'\\]*)'|([^\s"'()]+))\s*$/i;
const CUSTOMER_ID = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,99}$/;

/** Finds the tickets of a customer by the site's own convention. */
export class CustomerQuery {
  readonly #jql: string;
  readonly #label: string | undefined;

  /** @throws Error if the query or the label lacks `{customer_id}`. */
  constructor({ customerJql = DEFAULT_JQL, customerLabel }: JiraOptions) {
    const [, double, single, bare] = LABEL_JQL.exec(customerJql) ?? [];
    this.#jql = customerJql;
    this.#label = customerLabel ?? double ?? single ?? bare;
    for (const [name, template] of Object.entries({
      JIRA_CUSTOMER_JQL: this.#jql,
      JIRA_CUSTOMER_LABEL: this.#label,
    })) {
      if (template !== undefined && !template.includes(PLACE)) {
        throw new Error(
          `${name} is ${JSON.stringify(template)}, which would be the same for every customer. Put ${PLACE} where the id belongs.`,
        );
      }
    }
  }

  /** Returns the JQL clause that selects a customer's tickets, or throws `invalid_arguments`. */
  clause(customerId: string): string {
    const id = checkCustomerId(customerId);
    let clause = "";
    let quote = "";
    for (const part of this.#jql.split(/(\{customer_id\}|\\.|["'])/)) {
      if (part === PLACE) {
        clause += quote === "" ? quoteJql(id) : id;
      } else {
        if (part === quote) quote = "";
        else if (quote === "" && (part === '"' || part === "'")) quote = part;
        clause += part;
      }
    }
    return `(${clause})`;
  }

  /** Returns the label that ties a ticket to a customer, or throws `not_configured`. */
  label(customerId: string): string {
    const id = checkCustomerId(customerId);
    if (this.#label === undefined) {
      throw new ToolError(
        "This connector cannot tie a new ticket to a customer. Leave customer_id out and name the customer in the description; the operator can set JIRA_CUSTOMER_LABEL, such as customer-{customer_id}.",
        { code: "not_configured" },
      );
    }
    return this.#label.replaceAll(PLACE, id);
  }
}

// Stricter than quoting needs: with `~` in the configured query, `*` would select every customer.
function checkCustomerId(customerId: string): string {
  if (CUSTOMER_ID.test(customerId)) return customerId;
  throw new ToolError(
    `${JSON.stringify(customerId)} is not a customer id. Ids hold letters, digits and . _ @ - only, e.g. C-1042.`,
    { code: "invalid_arguments" },
  );
}

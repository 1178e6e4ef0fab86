import { ToolError } from "mortise";
import type { CustomerQuery } from "./customer-query.ts";
import { quoteJql, toJqlWords } from "./jql-text.ts";

/** The filters of a search for tickets; all given ones must hold. */
export interface TicketFilter {
  readonly text?: string | undefined;
  readonly customer_id?: string | undefined;
  readonly state?: "open" | "closed" | "any" | undefined;
  readonly status?: string | undefined;
  readonly priority?: string | undefined;
  /** ISO 8601. */
  readonly updated_after?: string | undefined;
}

/** Writes the JQL of a filter, the latest change first, or throws `invalid_arguments`. */
export function toSearchJql(filter: TicketFilter, customers: CustomerQuery, now: Date): string {
  const { text, customer_id, state = "any", status, priority, updated_after } = filter;
  const clauses = [
    text === undefined ? "" : `text ~ ${quoteJql(readWords(text))}`,
    customer_id === undefined ? "" : customers.clause(customer_id),
    state === "any" ? "" : `statusCategory ${state === "open" ? "!=" : "="} Done`,
    status === undefined ? "" : `status = ${quoteJql(status)}`,
    priority === undefined ? "" : `priority = ${quoteJql(priority)}`,
    updated_after === undefined ? "" : `updated >= ${quoteJql(toJqlAge(updated_after, now))}`,
  ].filter((clause) => clause !== "");
  if (clauses.length === 0) {
    throw new ToolError(
      "A search without any filter would match every ticket. Give at least one of text, customer_id, state, status, priority and updated_after.",
      { code: "invalid_arguments" },
    );
  }
  return `${clauses.join(" AND ")} ORDER BY updated DESC`;
}

function readWords(text: string): string {
  const words = toJqlWords(text);
  if (words !== "") return words;
  throw new ToolError(`${JSON.stringify(text)} holds no words to search for.`, {
    code: "invalid_arguments",
  });
}

// Jira reads dates in the time zone of the account, so only an age means the same everywhere.
function toJqlAge(date: string, now: Date): string {
  const minutes = Math.ceil((now.getTime() - Date.parse(date)) / 60_000);
  return `-${Math.max(0, minutes)}m`;
}

import type { World } from "../../world/index.ts";
import { colleagues, toCustomerAccount } from "../../world/index.ts";

/** A Jira account. */
export interface User {
  readonly accountId: string;
  readonly displayName: string;
  readonly emailAddress: string;
  readonly accountType: "atlassian" | "customer";
}

/** Creates the accounts of the colleagues and the customers, by account id. */
export function createUsers(world: World): ReadonlyMap<string, User> {
  const users: User[] = [
    ...colleagues.map(
      (person): User => ({
        accountId: person.jira_account_id,
        displayName: person.name,
        emailAddress: person.email,
        accountType: "atlassian",
      }),
    ),
    ...world.customers.map(
      (customer): User => ({
        accountId: toCustomerAccount(customer.id),
        displayName: customer.name,
        emailAddress: customer.email,
        accountType: "customer",
      }),
    ),
  ];
  return new Map(users.map((user) => [user.accountId, user]));
}

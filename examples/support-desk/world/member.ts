import { colleagues } from "./colleague.ts";
import type { Customer } from "./customer.ts";

/** A member of the Slack workspace: a colleague, a customer's guest, or the desk's own bot. */
export interface Member {
  readonly id: string;
  /** The handle. */
  readonly name: string;
  readonly real_name: string;
  readonly email: string;
  readonly title: string;
  readonly kind: "colleague" | "guest" | "bot";
}

/** The bot the Slack token belongs to. */
export const deskBot: Member = {
  id: "U0DESKBOT",
  name: "support-desk",
  real_name: "Support Desk",
  email: "support-desk@halyard.example",
  title: "Bot",
  kind: "bot",
};

/** Gives the Slack id of a customer's guest account. */
export function toGuestId(customerId: string): string {
  return `U0GUEST${customerId.replace("C-", "")}`;
}

/** Creates the workspace's members: the bot, the colleagues and a guest for each shared channel. */
export function createMembers(guests: readonly Customer[]): Member[] {
  return [
    deskBot,
    ...colleagues.map(
      (colleague): Member => ({
        id: colleague.slack_id,
        name: colleague.handle,
        real_name: colleague.name,
        email: colleague.email,
        title: colleague.title,
        kind: "colleague",
      }),
    ),
    ...guests.map(
      (customer): Member => ({
        id: toGuestId(customer.id),
        name: customer.email.split("@")[0] ?? customer.id,
        real_name: customer.name,
        email: customer.email,
        title: customer.company,
        kind: "guest",
      }),
    ),
  ];
}

import type { Faker } from "@faker-js/faker";
import type { Channel } from "./channel.ts";
import { chatter, sharedChatter } from "./chatter.ts";
import { colleagues, colleaguesIn } from "./colleague.ts";
import type { Customer } from "./customer.ts";
import { deskBot, toGuestId } from "./member.ts";
import type { Conversation, Line } from "./message.ts";
import type { Ticket } from "./ticket.ts";
import type { Timeline } from "./timeline.ts";

/** The records that conversations are about. */
export interface Occasion {
  readonly random: Faker;
  readonly timeline: Timeline;
  readonly customers: readonly Customer[];
  readonly channels: readonly Channel[];
}

const day = 24 * 60;

/** Announces each ticket in #support, with the messages on it as the thread. */
export function announceTickets(
  conversation: Conversation,
  { timeline, customers, channels }: Occasion,
  tickets: readonly Ticket[],
): void {
  const channel = channels.find((candidate) => candidate.name === "support");
  const companies = new Map(customers.map((customer) => [customer.id, customer.company]));
  const slackIds = new Map(colleagues.map((person) => [person.jira_account_id, person.slack_id]));
  for (const ticket of tickets) {
    const age = timeline.minutesSince(new Date(ticket.created));
    const first: Line = {
      user_id: deskBot.id,
      text: `${ticket.key} (${ticket.priority}) from ${companies.get(ticket.customer_id)}, ${ticket.customer_id}: ${ticket.summary}`,
      age,
    };
    const said = ticket.comments.map((comment): Line => {
      const slackId = slackIds.get(comment.author);
      const text = comment.text.join("\n");
      return {
        user_id: slackId ?? deskBot.id,
        text: slackId === undefined ? `Customer: ${text}` : text,
        age: timeline.minutesSince(new Date(comment.created)),
      };
    });
    const taken = slackIds.get(ticket.assignee ?? "");
    const replies: Line[] =
      taken === undefined
        ? said
        : [{ user_id: taken, text: "Mine.", age: Math.max(0, age - 5) }, ...said];
    conversation.thread(channel?.id ?? "", first, replies);
  }
}

/** Fills Halyard's own channels with `each` remarks. */
export function chatInside(
  conversation: Conversation,
  { random, customers, channels }: Occasion,
  each: number,
): void {
  for (const channel of channels) {
    const texts = chatter[channel.name];
    if (texts === undefined) {
      continue;
    }
    for (let spoken = 0; spoken < each; spoken += 1) {
      const customer = random.helpers.arrayElement(customers);
      const age = random.number.int({ min: 90, max: 180 * day });
      const text = fillIn(random, random.helpers.arrayElement(texts), customer);
      const user_id = random.helpers.arrayElement(colleagues).slack_id;
      const replies = Array.from(
        { length: random.helpers.arrayElement([0, 0, 0, 1, 2]) },
        (_, index) => ({
          user_id: random.helpers.arrayElement(colleagues).slack_id,
          text: random.helpers.arrayElement([
            "On it.",
            "Thanks!",
            "Seen.",
            "Is there a ticket?",
            "+1",
          ]),
          age: age - (index + 1) * random.number.int({ min: 1, max: 40 }),
        }),
      );
      conversation.thread(channel.id, { user_id, text, age }, replies);
    }
  }
}

/** Fills each shared channel but the skipped customer's with `each` questions and answers. */
export function chatWithCustomers(
  conversation: Conversation,
  { random, timeline, customers, channels }: Occasion,
  each: number,
): void {
  const byId = new Map(customers.map((customer) => [customer.id, customer]));
  const answering = [...colleaguesIn("support"), ...colleaguesIn("sales")];
  for (const channel of channels) {
    const customer = byId.get(channel.customer_id ?? "");
    if (customer === undefined) {
      continue;
    }
    const joined = timeline.minutesSince(new Date(customer.created_at));
    for (let asked = 0; asked < each; asked += 1) {
      const [question, answer] = random.helpers.arrayElement(sharedChatter);
      const age = random.number.int({ min: 120, max: Math.min(joined, 300 * day) });
      const line = {
        user_id: toGuestId(customer.id),
        text: fillIn(random, question, customer),
        age,
      };
      const reply = {
        user_id: random.helpers.arrayElement(answering).slack_id,
        text: fillIn(random, answer, customer),
        age: age - random.number.int({ min: 2, max: 90 }),
      };
      if (random.datatype.boolean()) {
        conversation.thread(channel.id, line, [reply]);
      } else {
        conversation.say(channel.id, line);
        conversation.say(channel.id, reply);
      }
    }
  }
}

function fillIn(random: Faker, text: string, customer: Customer): string {
  const words: Record<string, string> = {
    company: customer.company,
    id: customer.id,
    region: random.helpers.arrayElement(["eu-west", "eu-north", "us-east", "ap-south"]),
    count: String(random.number.int({ min: 2, max: 30 })),
  };
  return text.replace(/\{(\w+)\}/g, (_, name) => words[name] ?? name);
}

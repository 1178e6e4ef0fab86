import type { Faker } from "@faker-js/faker";
import type { Colleague, Team } from "./colleague.ts";
import { colleaguesIn } from "./colleague.ts";
import type { Customer } from "./customer.ts";
import type { TicketTopic } from "./ticket-topic.ts";
import { ticketTopics } from "./ticket-topic.ts";
import type { Timeline } from "./timeline.ts";

/** Where a ticket stands; everything but `Done` is open. */
type TicketStatus = "To Do" | "In Progress" | "Waiting for customer" | "Done";

/** A remark on a ticket. */
interface TicketComment {
  /** The id of a Jira account, a colleague's or a customer's. */
  readonly author: string;
  /** Paragraphs. */
  readonly text: readonly string[];
  readonly created: string;
}

/** A support ticket, as Jira keeps it. Times are ISO 8601 in UTC. */
export interface Ticket {
  /** `SUP-1` and up, in the order of creation. */
  readonly key: string;
  readonly customer_id: string;
  readonly summary: string;
  /** Paragraphs. */
  readonly description: readonly string[];
  readonly type: TicketTopic["type"];
  readonly priority: "High" | "Medium" | "Low";
  readonly status: TicketStatus;
  /** The first is `customer-` and the customer's id. */
  readonly labels: readonly string[];
  readonly reporter: string;
  readonly assignee: string | null;
  readonly created: string;
  readonly updated: string;
  readonly resolved: string | null;
  readonly comments: readonly TicketComment[];
}

/** A ticket before it has its key. */
export type TicketDraft = Omit<Ticket, "key">;

const day = 24 * 60;
const longestAgo = 540 * day;
const teamOf: Record<TicketTopic["area"], Team> = {
  billing: "billing",
  api: "engineering",
  devices: "engineering",
  account: "support",
  dashboard: "support",
  shipping: "support",
};

/** Returns the id of a customer's Jira account. */
export function toCustomerAccount(customerId: string): string {
  return `customer:${customerId}`;
}

/** The customers, the tickets that are already known, and the number of tickets in all. */
export interface TicketPlan {
  readonly customers: readonly Customer[];
  readonly known: readonly TicketDraft[];
  readonly count: number;
}

/** Creates tickets of the customers until there are `count` with the known ones, numbered by age. */
export function createTickets(
  random: Faker,
  timeline: Timeline,
  { customers, known, count }: TicketPlan,
): Ticket[] {
  const drafts = [...known];
  while (drafts.length < count) {
    drafts.push(createTicket(random, timeline, random.helpers.arrayElement(customers)));
  }
  return drafts
    .sort((a, b) => a.created.localeCompare(b.created))
    .map((draft, index) => ({ key: `SUP-${index + 1}`, ...draft }));
}

function createTicket(random: Faker, timeline: Timeline, customer: Customer): TicketDraft {
  const topic = random.helpers.arrayElement(ticketTopics);
  const joined = timeline.minutesSince(new Date(customer.created_at));
  const age = random.number.int({ min: 30, max: Math.min(joined, longestAgo) });
  const status = createStatus(random, age, customer);
  const taken = random.number.int({ min: 20, max: Math.min(age - 5, 6 * day) });
  const resolvedAge = status === "Done" ? age - taken : null;
  const assignee =
    status === "To Do" && random.datatype.boolean()
      ? null
      : random.helpers.arrayElement(colleaguesIn(teamOf[topic.area]));
  const words = createWords(random, customer);
  const say = (text: string) => text.replace(/\{(\w+)\}/g, (_, name) => words[name] ?? name);
  const comments = createComments(random, timeline, {
    customer,
    assignee,
    topic,
    say,
    from: age,
    until: resolvedAge,
  });
  const created = timeline.ago({ minutes: age }).toISOString();
  const resolved =
    resolvedAge === null ? null : timeline.ago({ minutes: resolvedAge }).toISOString();
  return {
    customer_id: customer.id,
    summary: say(topic.summary),
    description: topic.description.map(say),
    type: topic.type,
    priority: random.helpers.weightedArrayElement([
      { weight: 20, value: "High" },
      { weight: 50, value: "Medium" },
      { weight: 30, value: "Low" },
    ]),
    status,
    labels: [`customer-${customer.id}`, topic.area],
    reporter: toCustomerAccount(customer.id),
    assignee: assignee?.jira_account_id ?? null,
    created,
    updated: resolved ?? comments.at(-1)?.created ?? created,
    resolved,
    comments,
  };
}

function createStatus(random: Faker, age: number, customer: Customer): TicketStatus {
  const done = age < 2 * day ? 20 : age < 14 * day ? 70 : 97;
  if (customer.status === "inactive" || random.number.int(99) < done) {
    return "Done";
  }
  return random.helpers.weightedArrayElement<TicketStatus>([
    { weight: 40, value: "To Do" },
    { weight: 40, value: "In Progress" },
    { weight: 20, value: "Waiting for customer" },
  ]);
}

function createWords(random: Faker, customer: Customer): Record<string, string> {
  return {
    company: customer.company,
    gateway: `GW-${random.string.hexadecimal({ length: 6, prefix: "", casing: "upper" })}`,
    order: `order of ${random.number.int({ min: 2, max: 30 })} items`,
    count: String(random.number.int({ min: 2, max: 40 })),
    endpoint: random.helpers.arrayElement([
      "/v1/readings",
      "/v1/devices",
      "/v1/alerts",
      "/v1/sites",
    ]),
    region: random.helpers.arrayElement(["eu-west", "eu-north", "us-east", "us-west", "ap-south"]),
  };
}

interface Discussion {
  readonly customer: Customer;
  readonly assignee: Colleague | null;
  readonly topic: TicketTopic;
  readonly say: (text: string) => string;
  /** Ages in minutes. */
  readonly from: number;
  readonly until: number | null;
}

function createComments(
  random: Faker,
  timeline: Timeline,
  { customer, assignee, topic, say, from, until }: Discussion,
): TicketComment[] {
  if (assignee === null) {
    return [];
  }
  const lines: (readonly [author: string, text: string])[] = [];
  if (random.number.int(99) < 70) {
    lines.push([assignee.jira_account_id, say(topic.finding)]);
  }
  if (random.number.int(99) < 35) {
    const reply = random.helpers.arrayElement([
      "Thank you, we will try that and report back.",
      "Understood. How long will it take?",
      "This is urgent for us, please keep us posted.",
    ]);
    lines.push([toCustomerAccount(customer.id), reply]);
  }
  if (until !== null) {
    lines.push([assignee.jira_account_id, say(topic.resolution)]);
  }
  const span = from - (until ?? 0);
  return lines.map(([author, text], index) => ({
    author,
    text: [text],
    created: timeline
      .ago({
        minutes:
          from - Math.floor((span * (index + 1)) / (lines.length + (until === null ? 1 : 0))),
      })
      .toISOString(),
  }));
}

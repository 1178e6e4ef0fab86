import type { Faker } from "@faker-js/faker";
import type { Timeline } from "./timeline.ts";

/** A customer's plan, as stored. */
export type Plan = "free" | "starter" | "pro" | "enterprise";

/** A customer of Halyard, as its row in the customer database. */
export interface Customer {
  /** `C-1001` and up, in the order of joining. */
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly company: string;
  readonly plan: Plan;
  readonly status: "active" | "inactive" | "suspended";
  /** ISO 8601 in UTC. */
  readonly created_at: string;
}

/** Gives the name of a plan as people write it. */
export function toPlanName(plan: Plan): string {
  return plan.charAt(0).toUpperCase() + plan.slice(1);
}

const firstNumber = 1001;
const oldest = 1450 * 24 * 60;
const youngest = 2 * 24 * 60;

/** Creates `count` customers, the oldest first; `known` is one of them, under its own id. */
export function createCustomers(
  random: Faker,
  timeline: Timeline,
  known: Omit<Customer, "created_at">,
  count: number,
): Customer[] {
  const ages = Array.from({ length: count }, () =>
    random.number.int({ min: youngest, max: oldest }),
  ).sort((a, b) => b - a);
  const names = new Set<string>([known.name]);
  const companies = new Set<string>([known.company]);

  return ages.map((minutes, index) => {
    const id = `C-${firstNumber + index}`;
    const created_at = timeline.ago({ minutes }).toISOString();
    if (id === known.id) {
      return { ...known, created_at };
    }
    const company = pickNew(companies, () => random.company.name());
    const name = pickNew(names, () => `${random.person.firstName()} ${random.person.lastName()}`);
    const email = toAddress(name, company);
    const plan = random.helpers.weightedArrayElement<Plan>([
      { weight: 30, value: "free" },
      { weight: 30, value: "starter" },
      { weight: 28, value: "pro" },
      { weight: 12, value: "enterprise" },
    ]);
    const status = random.helpers.weightedArrayElement<Customer["status"]>([
      { weight: 86, value: "active" },
      { weight: 10, value: "inactive" },
      { weight: 4, value: "suspended" },
    ]);
    return { id, name, email, company, plan, status, created_at };
  });
}

function pickNew(taken: Set<string>, pick: () => string): string {
  for (;;) {
    const candidate = pick();
    if (!taken.has(candidate)) {
      taken.add(candidate);
      return candidate;
    }
  }
}

function toAddress(name: string, company: string): string {
  const plain = (text: string) =>
    text
      .normalize("NFD")
      .toLowerCase()
      .replace(/[^a-z0-9 ]/g, "")
      .trim();
  const local = plain(name).replace(/ +/g, ".");
  return `${local}@${plain(company).replace(/ +/g, "-")}.example`;
}

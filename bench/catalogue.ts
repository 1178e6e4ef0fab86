import { z } from "zod";

/** One tool of the benchmark catalogue, in the form every contender's fixture registers. */
interface CatalogueTool {
  name: string;
  description: string;
  input: z.ZodObject;
}

const verbs = [
  "get",
  "search",
  "list",
  "create",
  "update",
  "archive",
  "export",
  "assign",
  "approve",
  "audit",
];
const nouns = [
  "customer",
  "order",
  "invoice",
  "ticket",
  "shipment",
  "refund",
  "contract",
  "employee",
  "campaign",
  "product",
];
const systems = [
  "billing",
  "crm",
  "warehouse",
  "helpdesk",
  "payroll",
  "marketing",
  "catalog",
  "legal",
  "archive",
  "partner",
];

const greet: CatalogueTool = {
  name: "greet",
  description: "Greets a person by name.",
  input: z.object({ name: z.string().describe("Name of the person to greet") }),
};

/** Returns `greet` and `count - 1` distinct tools with three or four described parameters each. */
export function createCatalogue(count: number): CatalogueTool[] {
  return [greet, ...Array.from({ length: count - 1 }, (_, index) => createTool(index))];
}

/** Returns what `greet` answers, the same words in every fixture. */
export function greeting(name: string): string {
  return `Hello, ${name}!`;
}

function createTool(index: number): CatalogueTool {
  const verb = verbs[index % 10];
  const noun = nouns[Math.floor(index / 10) % 10];
  const system = systems[Math.floor(index / 100) % 10];
  return {
    name: `${system}_${verb}_${noun}`,
    description: `Runs "${verb}" on a ${noun} in the ${system} system and answers with the ${noun} as it is afterwards.`,
    input: createInput(index, noun ?? "", system ?? ""),
  };
}

function createInput(index: number, noun: string, system: string): z.ZodObject {
  const identifier = z.string().min(1).describe(`Identifier of the ${noun}, as ${system} shows it`);
  const limit = z.number().int().min(1).max(100).default(20).describe(`Most ${noun}s to return`);
  if (index % 2 === 0) {
    return z.object({
      [`${noun}_id`]: identifier,
      limit,
      include_history: z.boolean().optional().describe(`Whether to add the ${noun}'s past changes`),
    });
  }
  return z.object({
    query: z.string().max(200).describe(`Words to look for in the ${noun}'s title and notes`),
    status: z.enum(["open", "pending", "closed"]).describe(`State the ${noun} must be in`),
    tags: z.array(z.string()).optional().describe(`Labels the ${noun} must all carry`),
    limit,
  });
}

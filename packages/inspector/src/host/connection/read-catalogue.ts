import type { Client } from "@mortise/client";
import type { JsonObject, JsonValue } from "@mortise/protocol";
import { ErrorCode, isModern, ProtocolError } from "@mortise/protocol";
import type { Catalogue, Listed } from "../../contract/index.ts";
import { describeFailure } from "./describe-failure.ts";
import type { ListAnswers } from "./list-answers.ts";
import { checkEntries } from "./listed-entries.ts";

/** Pages of one list that are read; a server that never ends is cut off here. */
const MAX_PAGES = 1_000;

type Lists = Omit<Catalogue, "connection" | "at">;

interface Part {
  readonly method: string;
  readonly field: string;
  readonly capability: "tools" | "resources" | "prompts";
  readonly isOptional?: boolean;
}

const PARTS: Readonly<Record<keyof Lists, Part>> = {
  tools: { method: "tools/list", field: "tools", capability: "tools" },
  resources: { method: "resources/list", field: "resources", capability: "resources" },
  templates: {
    method: "resources/templates/list",
    field: "resourceTemplates",
    capability: "resources",
    // Many servers with resources do not know the method of their templates.
    isOptional: true,
  },
  prompts: { method: "prompts/list", field: "prompts", capability: "prompts" },
};

/**
 * Reads every list that a server declares, exactly as it is on the wire, with the digits of `answers`. A list
 * that fails has its failure, and keeps what was listed before; `onFailure` is called with its error.
 */
export async function readLists(
  client: Client,
  answers: ListAnswers,
  before: Lists | undefined,
  onFailure: (error: unknown) => void,
): Promise<Lists> {
  const read = async (name: keyof Lists): Promise<Listed<never>> => {
    const part = PARTS[name];
    if (client.capabilities[part.capability] === undefined) return { items: [] };
    try {
      return checkEntries(name, await readPages(client, answers, part), `read ${part.method}`);
    } catch (error) {
      const isUnknown = ProtocolError.is(error) && error.code === ErrorCode.MethodNotFound;
      if (isUnknown && part.isOptional) return { items: [] };
      onFailure(error);
      const failure = describeFailure(error, { step: `read ${part.method}` });
      return { items: (before?.[name].items ?? []) as never[], failure };
    }
  };
  const [tools, resources, templates, prompts] = await Promise.all([
    read("tools"),
    read("resources"),
    read("templates"),
    read("prompts"),
  ]);
  await learnHeaders(client, tools);
  return { tools, resources, templates, prompts };
}

async function readPages(
  client: Client,
  answers: ListAnswers,
  { method, field }: Part,
): Promise<JsonValue[]> {
  const items: JsonValue[] = [];
  let cursor: JsonValue | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const params: JsonObject = cursor === undefined ? {} : { cursor };
    const result = await client.request(method, params, { fresh: true });
    const list = answers.restore(method, result)[field];
    if (!Array.isArray(list)) {
      throw new TypeError(`the result of ${method} has no list ${field}`);
    }
    // Spread arguments of a list of 100,000 exhaust the stack.
    for (const item of list) items.push(item);
    const { nextCursor } = result as { readonly nextCursor?: JsonValue };
    if (nextCursor === undefined || nextCursor === null || nextCursor === cursor) return items;
    cursor = nextCursor;
  }
  throw new RangeError(`${method} has more than ${MAX_PAGES} pages`);
}

/** The client repeats arguments in headers only for tools that it listed itself (Custom Headers). */
async function learnHeaders(client: Client, tools: Listed<never>): Promise<void> {
  if (!isModern(client.revision)) return;
  const hasHeaders = tools.items.some((tool) => JSON.stringify(tool).includes('"x-mcp-header"'));
  if (hasHeaders) await client.listTools({ fresh: true }).catch(() => undefined);
}

import type { Client, RequestOptions } from "@mortise/client";
import type { Prompt, Resource, ResourceTemplate, Tool } from "@mortise/protocol";
import { ErrorCode, MortiseError, ProtocolError } from "@mortise/protocol";

/** The lists of a server. */
interface Lists {
  readonly tools: readonly Tool[];
  readonly resources: readonly Resource[];
  readonly resourceTemplates: readonly ResourceTemplate[];
  readonly prompts: readonly Prompt[];
}

/** A list that did not come. */
export interface MissingList {
  /** The request that failed, such as `prompts/list`. */
  readonly method: string;
  readonly error: unknown;
}

/** The lists of a server, as far as they came. */
export interface Catalogue {
  readonly lists: Lists;
  /** The lists that failed, which are empty in `lists`. */
  readonly failed: readonly MissingList[];
  /** The lists that the server declares and has no method for. */
  readonly unanswered: readonly MissingList[];
}

interface Part {
  readonly name: keyof Lists;
  readonly method: string;
  readonly feature: "tools" | "resources" | "prompts";
  readonly read: (client: Client, options: RequestOptions) => Promise<readonly object[]>;
}

const TEMPLATES = "resources/templates/list";
const PARTS: readonly Part[] = [
  {
    name: "tools",
    method: "tools/list",
    feature: "tools",
    read: (client, options) => client.listTools(options),
  },
  {
    name: "resources",
    method: "resources/list",
    feature: "resources",
    read: (client, options) => client.listResources(options),
  },
  {
    name: "resourceTemplates",
    method: TEMPLATES,
    feature: "resources",
    read: (client, options) => client.listResourceTemplates(options),
  },
  {
    name: "prompts",
    method: "prompts/list",
    feature: "prompts",
    read: (client, options) => client.listPrompts(options),
  },
];

/**
 * Reads every list that a server declares; one that fails costs the others nothing.
 *
 * @throws the first failure when no list came; MortiseError `INVALID_RESPONSE` for a refusal.
 */
export async function readCatalogue(client: Client, options: RequestOptions): Promise<Catalogue> {
  const parts = PARTS.filter(({ feature }) => client.capabilities[feature] !== undefined);
  const outcomes = await Promise.allSettled(parts.map(({ read }) => read(client, options)));
  const lists: Record<string, readonly object[]> = {};
  for (const { name } of PARTS) lists[name] = [];
  const failed: MissingList[] = [];
  const unanswered: MissingList[] = [];
  for (const [index, { name, method }] of parts.entries()) {
    const outcome = outcomes[index];
    if (outcome?.status === "fulfilled") lists[name] = outcome.value;
    else if (!isUnknownMethod(outcome?.reason)) failed.push({ method, error: outcome?.reason });
    // 2025-11-25, Resources: `resources` is declared for both lists, so a server cannot say that it
    // has no templates.
    else if (method !== TEMPLATES) unanswered.push({ method, error: outcome?.reason });
  }
  const [first] = failed;
  if (first !== undefined && failed.length === parts.length) throw toFailure(first);
  return { lists: lists as unknown as Lists, failed, unanswered };
}

/** The command asked rightly, so a refusal is the server's fault. */
function toFailure({ method, error }: MissingList): unknown {
  if (!ProtocolError.is(error)) return error;
  const message = `The server refused ${method}: ${error.message} (${error.code})`;
  return new MortiseError("INVALID_RESPONSE", message, { cause: error });
}

function isUnknownMethod(error: unknown): boolean {
  return ProtocolError.is(error) && error.code === ErrorCode.MethodNotFound;
}

import type { Client } from "@mortise/client";
import { connect } from "@mortise/client";
import type { Connectable, Prompt, Resource, ResourceTemplate, Tool } from "@mortise/protocol";
import { isConnectable } from "@mortise/protocol";
import { canonical } from "./canonical.ts";
import type { Contract, PromptContract, ResourceContract, ToolContract } from "./contract.ts";

/** The source of a contract: a client, which sees the catalogue of its user, or a server object. */
export type ContractSource = Client<never> | Connectable;

/**
 * Reads the parts of a server that its callers rely on: names, schemas, annotations and descriptions.
 *
 * The result is equal for equal catalogues, whatever the order of registration. Icons, `_meta`, sizes
 * and the server's version are left out, because no call depends on them.
 */
export async function readContract(source: ContractSource): Promise<Contract> {
  if (!isConnectable(source)) return await readFrom(source);
  await using client = await connect<unknown>(source);
  return await readFrom(client);
}

async function readFrom(client: Pick<Client, (typeof NEEDED)[number]>): Promise<Contract> {
  const options = { fresh: true };
  const [tools, resources, templates, prompts] = await Promise.all([
    client.listTools(options),
    client.listResources(options),
    client.listResourceTemplates(options),
    client.listPrompts(options),
  ]);
  return {
    format: 1,
    server: client.serverInfo?.name ?? "",
    tools: toRecord(tools, ({ name }) => name, toToolContract),
    resources: toRecord(resources, ({ uri }) => uri, toResourceContract),
    templates: toRecord(templates, ({ uriTemplate }) => uriTemplate, toResourceContract),
    prompts: toRecord(prompts, ({ name }) => name, toPromptContract),
  };
}

const NEEDED = [
  "listTools",
  "listResources",
  "listResourceTemplates",
  "listPrompts",
  "serverInfo",
] as const;

function toRecord<Entry, Kept>(
  entries: readonly Entry[],
  key: (entry: Entry) => string,
  keep: (entry: Entry) => Kept,
): Record<string, Kept> {
  return JSON.parse(
    canonical(Object.fromEntries(entries.map((entry) => [key(entry), keep(entry)]))),
  );
}

function toToolContract(tool: Tool): ToolContract {
  const { title, description, annotations, inputSchema, outputSchema } = tool;
  return {
    ...texts({ title, description }),
    ...(annotations && { annotations }),
    inputSchema,
    ...(outputSchema !== undefined && { outputSchema }),
  };
}

function toResourceContract(resource: Resource | ResourceTemplate): ResourceContract {
  const { name, title, description, mimeType } = resource;
  return { name, ...texts({ title, description, mimeType }) };
}

function toPromptContract({ title, description, arguments: given }: Prompt): PromptContract {
  return {
    ...texts({ title, description }),
    ...(given?.length && {
      arguments: Object.fromEntries(
        given.map(({ name, description: text, required }) => [
          name,
          { ...texts({ description: text }), ...(required && { required }) },
        ]),
      ),
    }),
  };
}

function texts<Name extends string>(
  given: Readonly<Record<Name, string | undefined>>,
): Partial<Record<Name, string>> {
  const said = Object.entries<string | undefined>(given).filter(([, text]) => text !== undefined);
  return Object.fromEntries(said) as Partial<Record<Name, string>>;
}

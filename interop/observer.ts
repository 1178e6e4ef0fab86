import {
  Client,
  SSEClientTransport,
  StreamableHTTPClientTransport,
} from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { connect } from "@mortise/node";
import type { Revision } from "@mortise/protocol";
import { ErrorCode, ProtocolError } from "@mortise/protocol";
import type { Reach } from "./reach.ts";

/** The parts of a client that a comparison uses, whatever its author. */
export interface Observer extends AsyncDisposable {
  readonly revision: string | undefined;
  tools(): Promise<readonly object[]>;
  resources(): Promise<readonly object[]>;
  templates(): Promise<readonly object[]>;
  prompts(): Promise<readonly object[]>;
  call(name: string, args: Readonly<Record<string, unknown>>): Promise<object>;
  read(uri: string): Promise<readonly object[]>;
  render(name: string, args: Readonly<Record<string, string>>): Promise<readonly object[]>;
}

/** Programs of others start slowly on a busy machine. */
const LIMIT_MS = 300_000;

/** Observes a server with our client. */
export async function openOurs(reach: Reach, revision?: Revision): Promise<Observer> {
  const options = { ...(revision && { revision }), timeout: LIMIT_MS };
  const client =
    reach.transport === "stdio"
      ? await connect(
          {
            command: reach.command,
            args: [...reach.args],
            env: { ...reach.env },
            stderr: () => undefined,
          },
          options,
        )
      : await connect(reach.url, options);
  return {
    revision: client.revision,
    tools: () => orNone(client.listTools()),
    resources: () => orNone(client.listResources()),
    templates: () => orNone(client.listResourceTemplates()),
    prompts: () => orNone(client.listPrompts()),
    async call(name, args) {
      const { content, structured, isError } = await client.callTool(name, args);
      return { content, structured, isError };
    },
    read: async (uri) => (await client.readResource(uri)).contents,
    render: async (name, args) => (await client.getPrompt(name, args)).messages,
    [Symbol.asyncDispose]: () => client.close(),
  };
}

/** Observes a server with the client of the official SDK, which finds the revision by itself. */
export async function openOfficial(reach: Reach): Promise<Observer> {
  const client = new Client(
    { name: "official", version: "1.0.0" },
    { versionNegotiation: { mode: "auto" } },
  );
  const options = { timeout: LIMIT_MS };
  await client.connect(openTransport(reach), options);
  const capabilities = client.getServerCapabilities() ?? {};
  return {
    revision: client.getNegotiatedProtocolVersion(),
    tools: () => readPages(capabilities.tools, (page) => client.listTools(page, options), "tools"),
    resources: () =>
      readPages(capabilities.resources, (page) => client.listResources(page, options), "resources"),
    templates: () =>
      readPages(
        capabilities.resources,
        (page) => client.listResourceTemplates(page, options),
        "resourceTemplates",
      ),
    prompts: () =>
      readPages(capabilities.prompts, (page) => client.listPrompts(page, options), "prompts"),
    async call(name, args) {
      const result = await client.callTool({ name, arguments: { ...args } }, options);
      const { content, structuredContent: structured, isError = false } = result;
      return { content, structured, isError };
    },
    read: async (uri) => (await client.readResource({ uri }, options)).contents,
    render: async (name, args) =>
      (await client.getPrompt({ name, arguments: { ...args } }, options)).messages,
    [Symbol.asyncDispose]: () => client.close(),
  };
}

function openTransport(reach: Reach): Parameters<Client["connect"]>[0] {
  switch (reach.transport) {
    case "stdio": {
      const { command, args, env = {} } = reach;
      return new StdioClientTransport({
        command,
        args: [...args],
        env: { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "", ...env },
        stderr: "ignore",
      });
    }
    case "http":
      return new StreamableHTTPClientTransport(new URL(reach.url));
    case "sse":
      return new SSEClientTransport(new URL(reach.url));
  }
}

/** A server that lacks a list answers that it lacks the method, or declares no capability for it. */
async function orNone(list: Promise<readonly object[]>): Promise<readonly object[]> {
  try {
    return await list;
  } catch (error) {
    if (ProtocolError.is(error) && error.code === ErrorCode.MethodNotFound) return [];
    throw error;
  }
}

async function readPages<Key extends string>(
  capability: object | undefined,
  readPage: (params: {
    cursor?: string;
  }) => Promise<
    { readonly nextCursor?: string | undefined } & Readonly<Record<Key, readonly object[]>>
  >,
  key: Key,
): Promise<readonly object[]> {
  const entries: object[] = [];
  if (!capability) return entries;
  let cursor: string | undefined;
  do {
    try {
      const page = await readPage(cursor === undefined ? {} : { cursor });
      entries.push(...page[key]);
      cursor = page.nextCursor;
    } catch (error) {
      const { code } = error as { readonly code?: unknown };
      if (code === ErrorCode.MethodNotFound) return [];
      throw error;
    }
  } while (cursor !== undefined);
  return entries;
}

import {
  Client as ClientV2,
  StreamableHTTPClientTransport as HttpV2,
} from "@modelcontextprotocol/client";
import { StdioClientTransport as StdioV2 } from "@modelcontextprotocol/client/stdio";
import { Client as ClientV1 } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport as StdioV1 } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport as HttpV1 } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import {
  CreateMessageRequestSchema,
  ElicitRequestSchema,
} from "@modelcontextprotocol/sdk/types.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PIXEL } from "../fixture/server/create-interop-server.ts";
import type { OpenReach, Reach, Way } from "../fixture/server/reach.ts";
import { openReach } from "../fixture/server/reach.ts";

interface CallOptions {
  readonly onprogress?: (progress: { progress: number; total?: number; message?: string }) => void;
  readonly signal?: AbortSignal;
}

type Shared =
  | "getInstructions"
  | "getServerVersion"
  | "listTools"
  | "listResources"
  | "listResourceTemplates"
  | "readResource"
  | "listPrompts"
  | "getPrompt"
  | "complete"
  | "close";

/** The common part of the two SDKs' clients, and their differences. */
interface Peer {
  readonly client: Pick<ClientV1, Shared> | Pick<ClientV2, Shared>;
  call(name: string, input?: Record<string, unknown>, options?: CallOptions): Promise<unknown>;
  readonly revision: string | undefined;
}

const INFO = { name: "official", version: "1.0.0" };
const CAPABILITIES = { elicitation: {}, sampling: {} };
const ANSWER = { action: "accept" as const, content: { name: "Ada" } };
const REPLY = {
  role: "assistant" as const,
  content: { type: "text" as const, text: "Paris" },
  model: "m",
};

async function openV1(reach: Reach, onToolsChanged: () => void): Promise<Peer> {
  const client = new ClientV1(INFO, {
    capabilities: CAPABILITIES,
    listChanged: { tools: { onChanged: onToolsChanged, debounceMs: 0 } },
  });
  client.setRequestHandler(ElicitRequestSchema, async () => ANSWER);
  client.setRequestHandler(CreateMessageRequestSchema, async () => REPLY);
  const transport =
    reach.transport === "stdio"
      ? new StdioV1(reach)
      : new HttpV1(new URL(reach.url), toHttpOptions(reach));
  await client.connect(transport as Parameters<ClientV1["connect"]>[0]);
  return {
    client,
    call: (name, input = {}, options) =>
      client.callTool({ name, arguments: input }, undefined, options as object),
    revision: (transport as { readonly protocolVersion?: string }).protocolVersion,
  };
}

async function openV2(
  reach: Reach,
  onToolsChanged: () => void,
  mode: "auto" | "legacy",
): Promise<Peer> {
  const client = new ClientV2(INFO, {
    capabilities: CAPABILITIES,
    versionNegotiation: { mode },
    listChanged: { tools: { onChanged: onToolsChanged, debounceMs: 0 } },
  });
  client.setRequestHandler("elicitation/create", async () => ANSWER);
  client.setRequestHandler("sampling/createMessage", async () => REPLY);
  await client.connect(
    reach.transport === "stdio"
      ? new StdioV2(reach)
      : new HttpV2(new URL(reach.url), toHttpOptions(reach)),
  );
  return {
    client,
    call: (name, input = {}, options) =>
      client.callTool({ name, arguments: input }, options as object),
    revision: client.getNegotiatedProtocolVersion(),
  };
}

function toHttpOptions({ fetch }: Reach & { transport: "http" }): { fetch?: typeof fetch } {
  return fetch ? { fetch } : {};
}

const PEERS = {
  "v1 (2025-11-25)": openV1,
  "v2 (2026-07-28)": (reach: Reach, changed: () => void) => openV2(reach, changed, "auto"),
  "v2 (2025-11-25)": (reach: Reach, changed: () => void) => openV2(reach, changed, "legacy"),
};

function describePeer(name: keyof typeof PEERS, way: Way): void {
  describe(`the official SDK ${name} over ${way}`, () => {
    let open: OpenReach;
    let peer: Peer;
    let changes = 0;
    beforeAll(async () => {
      open = await openReach(way);
      peer = await PEERS[name](open.reach, () => {
        changes += 1;
      });
    });
    afterAll(async () => {
      await peer?.client.close();
      await open.close();
    });

    test("it learns the name of the server", () => {
      // The first SDK keeps the revision to itself over stdio.
      if (peer.revision !== undefined) expect(name).toContain(peer.revision);
      expect(peer.client.getServerVersion()).toMatchObject({
        name: "mortise-interop",
        version: "1.2.3",
        title: "Interop",
      });
      expect(peer.client.getInstructions()).toBe("Be kind");
    });

    test("it lists tools with title, schemas and annotations", async () => {
      const { tools } = await peer.client.listTools();
      expect(tools.find((tool) => tool.name === "add")).toMatchObject({
        title: "Add",
        description: "Adds two numbers",
        inputSchema: { type: "object", required: ["a", "b"] },
        outputSchema: { properties: { sum: { type: "number" } } },
        annotations: { readOnlyHint: true },
      });
    });

    test("it calls a tool and gets structured content and text", async () => {
      expect(await peer.call("add", { a: 2, b: 3 })).toMatchObject({
        structuredContent: { sum: 5 },
        content: [{ type: "text", text: '{"sum":5}' }],
      });
    });

    test("it gets text, image and link blocks", async () => {
      expect(await peer.call("show")).toMatchObject({
        content: [
          { type: "text", text: "A pixel" },
          { type: "image", data: PIXEL, mimeType: "image/png" },
          { type: "resource_link", uri: "docs://guide", name: "guide" },
        ],
      });
    });

    test("a tool's failure is a result that says why", async () => {
      expect(await peer.call("fail")).toMatchObject({
        isError: true,
        content: [{ text: expect.stringContaining("No customer C-9") }],
      });
    });

    test("a program's failure is a result that gives nothing away", async () => {
      const result = await peer.call("break");
      expect(result).toMatchObject({ isError: true });
      expect(JSON.stringify(result)).toContain("internal error");
      expect(JSON.stringify(result)).not.toContain("hunter2");
    });

    test("wrong arguments are a result that names them, and repairable ones are repaired", async () => {
      expect(await peer.call("add", { a: 2, b: "three" })).toMatchObject({
        isError: true,
        content: [{ text: expect.stringMatching(/\bb\b/) }],
      });
      expect(await peer.call("add", { a: 2, b: "3" })).toMatchObject({
        structuredContent: { sum: 5 },
      });
    });

    test("an unknown tool is a protocol error", async () => {
      await expect(peer.call("no_such_tool")).rejects.toMatchObject({ code: -32602 });
    });

    test("it gets progress while the call runs", async () => {
      const received: unknown[] = [];
      const answers: Promise<unknown>[] = [];
      const result = await peer.call(
        "work",
        {},
        {
          onprogress: (progress) => {
            received.push(progress);
            answers.push(peer.call("arrived"));
          },
        },
      );
      expect(result).toMatchObject({ content: [{ text: "done" }] });
      expect(received).toEqual(
        [1, 2, 3].map((done) => ({ progress: done, total: 3, message: `step ${done}` })),
      );
      await Promise.all(answers);
    });

    test("a call it cancels is aborted in the server", async () => {
      const abort = new AbortController();
      const call = peer.call("hang", {}, { signal: abort.signal, onprogress: () => abort.abort() });
      await expect(call).rejects.toThrow();
      expect(await peer.call("wait_for_cancel")).toMatchObject({
        content: [{ text: "cancelled" }],
      });
    });

    test("it answers for its user and its model in the middle of a call", async () => {
      expect(await peer.call("ask_user")).toMatchObject({ content: [{ text: "Hello Ada" }] });
      expect(await peer.call("ask_model")).toMatchObject({
        content: [{ text: expect.stringContaining("Paris") }],
      });
    });

    test("it lists and reads resources, text and bytes", async () => {
      const { resources } = await peer.client.listResources();
      expect(resources.map(({ uri }) => uri)).toEqual(["docs://guide", "docs://pixel"]);
      const guide = await peer.client.readResource({ uri: "docs://guide" });
      expect(guide.contents).toMatchObject([
        { uri: "docs://guide", mimeType: "text/markdown", text: "# Read me" },
      ]);
      const pixel = await peer.client.readResource({ uri: "docs://pixel" });
      expect(pixel.contents).toMatchObject([{ mimeType: "image/png", blob: PIXEL }]);
    });

    test("it lists templates and reads what they match", async () => {
      const { resourceTemplates } = await peer.client.listResourceTemplates();
      expect(resourceTemplates).toMatchObject([{ uriTemplate: "notes://{id}", name: "notes" }]);
      const note = await peer.client.readResource({ uri: "notes://7" });
      expect(note.contents).toMatchObject([{ uri: "notes://7", text: "Note 7" }]);
    });

    test("a resource that is not there is a protocol error", async () => {
      await expect(peer.client.readResource({ uri: "docs://none" })).rejects.toMatchObject({
        code: expect.toBeOneOf([-32002, -32602]),
      });
    });

    test("it lists and renders prompts", async () => {
      const { prompts } = await peer.client.listPrompts();
      expect(prompts).toMatchObject([
        {
          name: "greet",
          arguments: [{ name: "name", description: "The person to greet", required: true }],
        },
      ]);
      const prompt = await peer.client.getPrompt({ name: "greet", arguments: { name: "Ada" } });
      expect(prompt.messages).toEqual([
        { role: "user", content: { type: "text", text: "Hello Ada" } },
      ]);
      await expect(peer.client.getPrompt({ name: "greet" })).rejects.toMatchObject({
        code: -32602,
      });
    });

    test("it completes arguments of prompts and variables of templates", async () => {
      const ofPrompt = await peer.client.complete({
        ref: { type: "ref/prompt", name: "greet" },
        argument: { name: "name", value: "A" },
      });
      expect(ofPrompt.completion.values).toEqual(["Ada", "Alan"]);
      const ofTemplate = await peer.client.complete({
        ref: { type: "ref/resource", uri: "notes://{id}" },
        argument: { name: "id", value: "G" },
      });
      expect(ofTemplate.completion.values).toEqual(["Grace"]);
    });

    test("it is notified that the list of tools has changed", async () => {
      // Over HTTP the stream for notifications opens beside the first calls.
      const change = async (): Promise<number> => {
        await peer.call("change");
        return changes;
      };
      await expect.poll(change).toBeGreaterThan(0);
    });
  });
}

for (const name of Object.keys(PEERS) as (keyof typeof PEERS)[]) {
  describePeer(name, "stdio");
  describePeer(name, "node:http");
  describePeer(name, "fetch");
}

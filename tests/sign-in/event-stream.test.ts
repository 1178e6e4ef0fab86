import { MemoryTokenStore, oauth } from "@mortise/auth";
import { testAuth } from "@mortise/auth-server";
import { connect } from "@mortise/client";
import { expect, onTestFinished, test } from "vitest";
import { signedInUser } from "../fixture/auth/official-server.ts";

const SERVER = "https://old.example/sse";
const MESSAGES = "https://old.example/messages";
const METADATA = "https://old.example/metadata/of/sse";

/** A server of 2024-11-05 whose stream, messages and, by choice, every other request need a token. */
function createOldServer(isGuardedFirst: boolean) {
  const encoder = new TextEncoder();
  let stream: ReadableStreamDefaultController<Uint8Array> | undefined;
  const write = (event: string, data: string): void =>
    stream?.enqueue(encoder.encode(`event: ${event}\ndata: ${data}\n\n`));
  const answer = async (request: Request): Promise<Response> => {
    const { id, method } = (await request.json()) as { id?: number; method: string };
    const serverInfo = { name: "old", version: "1" };
    const result =
      method === "initialize"
        ? { protocolVersion: "2024-11-05", capabilities: { tools: {} }, serverInfo }
        : { tools: [{ name: "greet", inputSchema: { type: "object" } }] };
    if (id !== undefined) write("message", JSON.stringify({ jsonrpc: "2.0", id, result }));
    return new Response(null, { status: 202 });
  };
  return async (request: Request): Promise<Response> => {
    const isOther = request.url === SERVER && request.method !== "GET";
    const isGuarded = isGuardedFirst || !isOther;
    if (isGuarded && !request.headers.has("authorization")) {
      const headers = { "www-authenticate": `Bearer resource_metadata="${METADATA}"` };
      return new Response(null, { status: 401, headers });
    }
    if (isOther) return new Response(null, { status: 405 });
    if (request.url === MESSAGES) return await answer(request);
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        stream = controller;
        write("endpoint", "/messages");
      },
    });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  };
}

test.each([true, false])(
  "an event stream that asks for a token leads to its own metadata, and the login goes on there (modelcontextprotocol/typescript-sdk#675, cline/cline#13050): before the method %s",
  async (isGuardedFirst) => {
    const as = await testAuth({ resources: [SERVER] });
    onTestFinished(() => as.stop());
    const serve = createOldServer(isGuardedFirst);
    const asked: string[] = [];
    const reach: typeof fetch = async (input, init) => {
      const request = new Request(input, init);
      if (new URL(request.url).origin === as.issuer) return await fetch(request);
      asked.push(`${request.method} ${request.url}`);
      if (request.url === METADATA) {
        return Response.json({ resource: SERVER, authorization_servers: [as.issuer] });
      }
      return await serve(request);
    };
    const store = new MemoryTokenStore();
    const auth = oauth({ userAgent: signedInUser(as), store, fetch: reach });
    await using client = await connect(SERVER, { auth, fetch: reach });
    expect((await client.listTools()).map(({ name }) => name)).toEqual(["greet"]);
    expect(as.count("authorize")).toBeGreaterThan(0);
    expect(as.count("token")).toBe(1);
    expect(asked.filter((line) => line.includes("metadata"))).toEqual([`GET ${METADATA}`]);
  },
);

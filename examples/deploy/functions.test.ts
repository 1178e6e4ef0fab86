import { connect } from "mortise";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { toBalancerEvent, toEvent, toRestEvent } from "./lambda-events.ts";
import { awslambda, ResponseStream, readResponse } from "./lambda-runtime.ts";
import { DELETE, GET, POST } from "./vercel.ts";

const stubRuntime = (): unknown => vi.stubGlobal("awslambda", awslambda);
stubRuntime();
const lambda = await import("./lambda.ts");

beforeEach(() => {
  stubRuntime();
});

type Answer = (request: Request) => Promise<Response>;

const streamed: Answer = async (request) => {
  const stream = new ResponseStream();
  const handler = lambda.handler as unknown as (
    event: unknown,
    stream: ResponseStream,
    context: unknown,
  ) => Promise<void>;
  const ended = handler(await toEvent(request), stream, {});
  const response = await readResponse(stream);
  ended.catch((error: unknown) => stream.destroy(error as Error));
  return response;
};

/** The answer of a function that streams nothing; REST APIs read the lists of headers alone. */
interface WholeAnswer {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[]>>;
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

const answerWhole = lambda.buffered as unknown as (event: unknown) => Promise<WholeAnswer>;

/** Answers as a whole to the events of a gateway or load balancer. */
function buffered(makeEvent: (request: Request) => Promise<unknown>): Answer {
  return async (request) => {
    const answer = await answerWhole(await makeEvent(request));
    const lists = Object.entries(answer.multiValueHeaders ?? {});
    const headers = new Headers({ ...answer.headers });
    for (const [name, values] of lists) headers.set(name, values.join(", "));
    const body = Buffer.from(answer.body, answer.isBase64Encoded ? "base64" : "utf8");
    return new Response(body.length === 0 ? null : body, { status: answer.statusCode, headers });
  };
}

const METHODS = new Map(Object.entries({ GET, POST, DELETE }));

const onVercel: Answer = async (request) =>
  METHODS.get(request.method)?.(request) ?? new Response(null, { status: 405 });

const PLATFORMS: readonly (readonly [name: string, answer: Answer])[] = [
  ["AWS Lambda, streamed", streamed],
  ["AWS Lambda behind an HTTP API", buffered(toEvent)],
  ["AWS Lambda behind a REST API", buffered(toRestEvent)],
  ["AWS Lambda behind a load balancer", buffered(toBalancerEvent)],
  ["Vercel", onVercel],
];

const ORIGIN = "https://tools.example.com";

describe.each(PLATFORMS)("on %s", (_name, answer) => {
  const fetch: typeof globalThis.fetch = (input, init) => {
    const request = new Request(input, init);
    request.headers.set("host", new URL(request.url).host);
    return answer(request);
  };

  test.each(["2026-07-28", "2025-11-25"] as const)(
    "clients of %s call tools (modelcontextprotocol/typescript-sdk#2409)",
    async (revision) => {
      await using client = await connect(`${ORIGIN}/mcp`, { fetch, revision });
      expect((await client.callTool("greet_city", { city: "Zürich" })).text).toBe("Hello, Zürich!");
    },
  );

  test("progress arrives", async () => {
    await using client = await connect(`${ORIGIN}/mcp`, { fetch, revision: "2026-07-28" });
    const order: string[] = [];
    const onProgress = ({ message }: { readonly message?: string }): void => {
      order.push(message ?? "");
    };
    const { text } = await client.callTool("plan_route", { legs: 3 }, { onProgress });
    expect(text).toBe("3 legs");
    expect(order).toEqual([1, 2, 3].map((leg) => `leg ${leg} is planned`));
  });

  test("health is answered, other paths and foreign hosts are not", async () => {
    const ask = async (url: string): Promise<number> => (await fetch(url)).status;
    expect(await ask(`${ORIGIN}/healthz`)).toBe(200);
    expect(await ask(`${ORIGIN}/readyz`)).toBe(200);
    expect(await ask(`${ORIGIN}/other`)).toBe(404);
    expect(await ask("https://evil.example/mcp")).toBe(403);
  });
});

test.each([
  ["AWS Lambda", streamed],
  ["Vercel", onVercel],
] as const)(
  "on %s the first event leaves before the result is there (modelcontextprotocol/typescript-sdk#760)",
  async (_name, answer) => {
    const response = await answer(
      new Request(`${ORIGIN}/mcp`, {
        method: "POST",
        headers: {
          host: "tools.example.com",
          accept: "application/json, text/event-stream",
          "content-type": "application/json",
          "mcp-protocol-version": "2026-07-28",
          "mcp-method": "tools/call",
          "mcp-name": "plan_route",
        },
        body: JSON.stringify({
          jsonrpc: "2.0",
          id: 1,
          method: "tools/call",
          params: {
            name: "plan_route",
            arguments: { legs: 3 },
            _meta: {
              "io.modelcontextprotocol/protocolVersion": "2026-07-28",
              "io.modelcontextprotocol/clientCapabilities": {},
              progressToken: "route",
            },
          },
        }),
      }),
    );
    const chunks: string[] = [];
    for await (const chunk of response.body ?? []) chunks.push(Buffer.from(chunk).toString());
    const first = chunks.findIndex((chunk) => chunk.includes("leg 1 is planned"));
    const last = chunks.findIndex((chunk) => chunk.includes("3 legs"));
    expect(first).toBeGreaterThanOrEqual(0);
    expect(last).toBeGreaterThan(first);
  },
);

import { createAnthropic } from "@ai-sdk/anthropic";
import { createGoogle } from "@ai-sdk/google";
import { createOpenAI } from "@ai-sdk/openai";
import { review } from "@mortise/lint";
import { connect, createServer } from "mortise";
import { createAgent } from "mortise/agent";
import { expect, test } from "vitest";
import { z } from "zod";

const desk = createServer({ name: "desk", version: "1.0.0" })
  .tool(
    "find.customer",
    {
      description: "Find a customer by id or by name, with the orders of the last days.",
      input: z.object({
        by: z.union([z.object({ id: z.string() }), z.object({ name: z.string().min(1) })]),
        days: z.int().min(1).max(90).default(30),
        tags: z.array(z.string()).optional(),
      }),
      annotations: { readOnlyHint: true },
    },
    () => "none",
  )
  .tool(
    "whoami",
    { description: "The caller of the request.", annotations: { readOnlyHint: true } },
    () => "ada",
  );

/** Gives the body of the first request that the agent makes to a provider. */
async function capture(
  createModel: (
    fetch: typeof globalThis.fetch,
  ) => Parameters<typeof createAgent>[0] extends infer O
    ? O extends { model?: infer M }
      ? M
      : never
    : never,
): Promise<Record<string, unknown>> {
  let body: Record<string, unknown> = {};
  const fetch: typeof globalThis.fetch = async (_url, init) => {
    body = JSON.parse(String(init?.body));
    return Response.json(
      { error: { message: "enough", type: "invalid_request_error" } },
      { status: 400 },
    );
  };
  await using agent = createAgent({ model: createModel(fetch), servers: { desk } });
  for await (const _ of agent.run("hello"));
  return body;
}

const keys = { apiKey: "none" };

test.for([
  [
    "anthropic",
    () => capture((fetch) => createAnthropic({ ...keys, fetch })("claude-sonnet-4-5")),
    (body: Record<string, unknown>) => body["tools"],
  ],
  [
    "openai",
    () => capture((fetch) => createOpenAI({ ...keys, fetch })("gpt-5")),
    (body: Record<string, unknown>) => body["tools"],
  ],
  [
    "google",
    () => capture((fetch) => createGoogle({ ...keys, fetch })("gemini-2.5-flash")),
    (body: Record<string, unknown>) =>
      (body["tools"] as { functionDeclarations: unknown }[])[0]?.functionDeclarations,
  ],
] as const)(
  "the declarations for %s are those that its adapter sends",
  async ([provider, send, toolsOf]) => {
    await using client = await connect(desk);
    const { views } = review({ tools: await client.listTools() });
    const shown = views.find((view) => view.provider === provider)?.tools ?? [];
    const sent = (toolsOf(await send()) as readonly { readonly name: string }[]).filter(
      ({ name }) => shown.some((tool) => tool.name === name),
    );
    expect(sent).toHaveLength(2);
    expect(sent).toEqual(
      shown.map(({ declaration }) =>
        expect.objectContaining(declaration as Record<string, unknown>),
      ),
    );
  },
);

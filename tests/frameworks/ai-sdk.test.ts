import { generateText, isStepCount, streamText } from "ai";
import { MockLanguageModelV4, simulateReadableStream } from "ai/test";
import { toAiSdkTools } from "mortise/ai-sdk";
import { expect, test } from "vitest";
import { PIXEL } from "../fixture/server/create-interop-server.ts";
import { NUMBERS, ODD_NAME, openDesk } from "./fixture/desk.ts";

type Answer = Extract<
  Exclude<
    NonNullable<ConstructorParameters<typeof MockLanguageModelV4>[0]>["doGenerate"],
    undefined
  >,
  { readonly content: unknown }
>;

const usage: Answer["usage"] = {
  inputTokens: { total: 1, noCache: 1, cacheRead: undefined, cacheWrite: undefined },
  outputTokens: { total: 1, text: 1, reasoning: undefined },
};

/** A model that calls one tool, and then writes "Done.". */
function callOnce(toolName: string, args: object = {}): MockLanguageModelV4 {
  const input = JSON.stringify(args);
  return new MockLanguageModelV4({
    doGenerate: [
      {
        content: [{ type: "tool-call", toolCallId: "call-1", toolName, input }],
        finishReason: { unified: "tool-calls", raw: undefined },
        usage,
        warnings: [],
      },
      {
        content: [{ type: "text", text: "Done." }],
        finishReason: { unified: "stop", raw: undefined },
        usage,
        warnings: [],
      },
    ],
  });
}

/** The result of the tool as the model read it. */
function readOutput(model: MockLanguageModelV4): unknown {
  const message = model.doGenerateCalls[1]?.prompt.at(-1);
  const [part] = message?.role === "tool" ? message.content : [];
  return part?.type === "tool-result" ? part.output : part;
}

const run = async (model: MockLanguageModelV4, tools: Awaited<ReturnType<typeof toAiSdkTools>>) =>
  await generateText({ model, tools, prompt: "Go", stopWhen: isStepCount(3) });

test("the model is offered each tool with its name, description and schema as the server lists it", async () => {
  const { client } = await openDesk();
  const model = callOnce("add", { a: 2, b: 3 });
  await run(model, await toAiSdkTools(client));
  const offered = model.doGenerateCalls[0]?.tools?.find(({ name }) => name === "add");
  expect(offered).toEqual({
    type: "function",
    name: "add",
    description: "Adds two numbers",
    inputSchema: NUMBERS,
  });
});

test("structured content reaches the model as JSON, and the program as the whole result", async () => {
  const { client } = await openDesk();
  const model = callOnce("add", { a: 2, b: 3 });
  const { text, steps } = await run(model, await toAiSdkTools(client));
  expect(text).toBe("Done.");
  expect(readOutput(model)).toEqual({ type: "json", value: { sum: 5 } });
  expect(steps[0]?.toolResults[0]).toMatchObject({
    toolName: "add",
    output: { structured: { sum: 5 }, isError: false },
  });
});

test("an argument that the model wrote as a text is repaired by the server", async () => {
  const { client } = await openDesk();
  const model = callOnce("add", { a: "2", b: 3 });
  await run(model, await toAiSdkTools(client));
  expect(readOutput(model)).toEqual({ type: "json", value: { sum: 5 } });
});

test("text and images reach the model as such", async () => {
  const { client } = await openDesk();
  const model = callOnce("show");
  await run(model, await toAiSdkTools(client));
  expect(readOutput(model)).toMatchObject({
    type: "content",
    value: [
      { type: "text", text: "A pixel" },
      { type: "file", mediaType: "image/png", data: { type: "data", data: PIXEL } },
    ],
  });
});

test("a tool that fails is a tool error that the model reads, and the run goes on", async () => {
  const { client } = await openDesk();
  const model = callOnce("fail");
  const { text, steps } = await run(model, await toAiSdkTools(client));
  expect(text).toBe("Done.");
  expect(readOutput(model)).toEqual({
    type: "error-text",
    value: expect.stringContaining("No customer C-9"),
  });
  const part = steps[0]?.content.find(({ type }) => type === "tool-error");
  expect(part).toMatchObject({ toolName: "fail", error: { result: { isError: true } } });
});

test("a call that takes too long is an error that says so, and the server is notified", async () => {
  const { client, cancelled } = await openDesk();
  const model = callOnce("hang");
  await run(model, await toAiSdkTools(client, { timeout: "50ms" }));
  await cancelled;
  expect(readOutput(model)).toEqual({
    type: "error-text",
    value: "The call of hang on the server desk failed: there was no answer within 0.05 seconds",
  });
});

test("the signal of the run cancels the call at the server", async () => {
  const { client, hanging, cancelled } = await openDesk();
  const stop = new AbortController();
  const running = generateText({
    model: callOnce("hang"),
    tools: await toAiSdkTools(client),
    prompt: "Go",
    stopWhen: isStepCount(3),
    abortSignal: stop.signal,
  });
  const outcome = running.then(
    () => "answered",
    () => "ended",
  );
  await hanging;
  stop.abort();
  await cancelled;
  expect(await outcome).toBe("ended");
});

test("a name that providers refuse is mapped, and called back by the original", async () => {
  const { client, ran } = await openDesk();
  const model = callOnce("archive_orders-list");
  const { steps } = await run(model, await toAiSdkTools(client));
  expect(ran).toEqual([ODD_NAME]);
  expect(readOutput(model)).toEqual({ type: "text", value: "listed by desk" });
  expect(steps[0]?.toolCalls[0]).toMatchObject({
    toolMetadata: { server: "desk", tool: ODD_NAME },
  });
});

test("a destructive tool waits for approval, and runs once it is given", async () => {
  const { client, ran } = await openDesk();
  const tools = await toAiSdkTools(client);
  const model = callOnce("wipe");
  const asked = await generateText({ model, tools, prompt: "Go", stopWhen: isStepCount(3) });
  const request = asked.content.find(({ type }) => type === "tool-approval-request");
  expect(request).toMatchObject({ toolCall: { toolName: "wipe" } });
  expect(ran).toEqual([]);
  const approvalId = (request as { approvalId: string }).approvalId;
  const { text } = await generateText({
    model,
    tools,
    stopWhen: isStepCount(3),
    messages: [
      { role: "user", content: "Go" },
      ...asked.response.messages,
      { role: "tool", content: [{ type: "tool-approval-response", approvalId, approved: true }] },
    ],
  });
  expect(ran).toEqual(["wipe"]);
  expect(text).toBe("Done.");
});

test("streamed, progress comes as preliminary results before the result", async () => {
  const { client } = await openDesk();
  const chunks = [
    { type: "tool-call", toolCallId: "call-1", toolName: "steps", input: "{}" },
    { type: "finish", finishReason: { unified: "tool-calls", raw: undefined }, usage },
  ] as const;
  const model = new MockLanguageModelV4({
    doStream: { stream: simulateReadableStream({ chunks: [...chunks] }) },
  });
  const tools = await toAiSdkTools(client, { preliminary: true });
  const { fullStream } = streamText({ model, tools, prompt: "Go", stopWhen: isStepCount(1) });
  const outputs: unknown[] = [];
  for await (const part of fullStream) {
    if (part.type === "tool-result") outputs.push([part.preliminary === true, part.output]);
  }
  expect(outputs).toMatchObject([
    [true, { progress: { progress: 1, total: 2, message: "half" } }],
    [true, { progress: { progress: 2, total: 2, message: "whole" } }],
    [true, { text: "done" }],
    [false, { text: "done" }],
  ]);
});

test("tools of one name at two servers have two names, and each call reaches its own server", async () => {
  const shop = await openDesk("shop");
  const archive = await openDesk("archive");
  const clients = { shop: shop.client, archive: archive.client };
  const model = callOnce("archive_archive_orders-list");
  await run(model, await toAiSdkTools(clients));
  expect(readOutput(model)).toEqual({ type: "text", value: "listed by archive" });
  expect([shop.ran, archive.ran]).toEqual([[], [ODD_NAME]]);
});

test("called again, the tools are those of now; one that is gone is an error that the model reads", async () => {
  const { client, server } = await openDesk();
  const before = await toAiSdkTools(client);
  server.remove("tools", "show");
  server.tool("extra", { description: "An extra" }, () => "extra");
  const after = Object.keys(await toAiSdkTools(client));
  expect(after).toContain("extra");
  expect(after).not.toContain("show");
  const model = callOnce("show");
  const { text } = await run(model, before);
  expect(readOutput(model)).toMatchObject({
    type: "error-text",
    value: expect.stringMatching(/^The server desk refused the call: .*show/),
  });
  expect(text).toBe("Done.");
});

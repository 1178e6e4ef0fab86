import type { BaseMessage } from "@langchain/core/messages";
import { AIMessage, ToolMessage } from "@langchain/core/messages";
import { Command, MemorySaver } from "@langchain/langgraph";
import type { AgentMiddleware } from "langchain";
import { createAgent, fakeModel, humanInTheLoopMiddleware } from "langchain";
import type { LangChainTool } from "mortise/langchain";
import { toInterruptOn, toLangChainTools } from "mortise/langchain";
import { expect, test } from "vitest";
import { PIXEL } from "../fixture/server/create-interop-server.ts";
import { NUMBERS, ODD_NAME, openDesk } from "./fixture/desk.ts";

/** A model that calls one tool, and then writes "Done.". */
function callOnce(name: string, args: Record<string, unknown> = {}): ReturnType<typeof fakeModel> {
  return fakeModel()
    .respondWithTools([{ name, args, id: "call-1" }])
    .respond(new AIMessage("Done."));
}

/** Runs an agent to its end; gives the message of the tool, and what the agent wrote last. */
async function run(
  tools: LangChainTool[],
  model: ReturnType<typeof fakeModel>,
): Promise<{ readonly message: ToolMessage; readonly text: string }> {
  const agent = createAgent({ model, tools });
  const { messages } = await agent.invoke({ messages: [{ role: "user", content: "Go" }] });
  return {
    message: messages.find(isToolMessage) as ToolMessage,
    text: messages.at(-1)?.text ?? "",
  };
}

type Interrupt = (options: { readonly interruptOn: object }) => AgentMiddleware;

const isToolMessage = (message: BaseMessage): message is ToolMessage =>
  ToolMessage.isInstance(message);

test("each tool has its name, description and schema as the server lists it", async () => {
  const { client } = await openDesk();
  const add = (await toLangChainTools(client)).find(({ name }) => name === "add");
  expect(add).toMatchObject({
    description: "Adds two numbers",
    metadata: { server: "desk", tool: "add", needsApproval: false },
  });
  expect(add?.schema).toEqual(NUMBERS);
});

test("structured content reaches the model as JSON, and the program as the artifact", async () => {
  const { client } = await openDesk();
  const tools = await toLangChainTools(client);
  const { message, text } = await run(tools, callOnce("add", { a: 2, b: 3 }));
  expect(text).toBe("Done.");
  expect(message).toMatchObject({
    content: '{"sum":5}',
    status: "success",
    tool_call_id: "call-1",
    artifact: { structured: { sum: 5 }, isError: false },
  });
});

test("text and images reach the model as blocks", async () => {
  const { client } = await openDesk();
  const { message } = await run(await toLangChainTools(client), callOnce("show"));
  expect(message.content).toEqual([
    { type: "text", text: "A pixel" },
    { type: "image_url", image_url: { url: `data:image/png;base64,${PIXEL}` } },
  ]);
});

test("a tool that fails is a message of an error that the model reads, and the agent goes on", async () => {
  const { client } = await openDesk();
  const { message, text } = await run(await toLangChainTools(client), callOnce("fail"));
  expect(message).toMatchObject({
    status: "error",
    content: expect.stringContaining("No customer C-9"),
    artifact: { isError: true },
  });
  expect(text).toBe("Done.");
});

test("called by a program, a tool that fails throws", async () => {
  const { client } = await openDesk();
  const fail = (await toLangChainTools(client)).find(({ name }) => name === "fail");
  await expect(fail?.invoke({})).rejects.toThrow("No customer C-9");
});

test("wrong arguments are a message that says what is wrong with them", async () => {
  const { client } = await openDesk();
  const { message, text } = await run(await toLangChainTools(client), callOnce("add", { a: 2 }));
  expect(message).toMatchObject({ status: "error" });
  expect(message.text).toContain('required property "b"');
  expect(text).toBe("Done.");
});

test("a call that takes too long is an error that says so, and the server is notified", async () => {
  const { client, cancelled } = await openDesk();
  const tools = await toLangChainTools(client, { timeout: "50ms" });
  const { message } = await run(tools, callOnce("hang"));
  await cancelled;
  expect(message.content).toBe(
    "The call of hang on the server desk failed: there was no answer within 0.05 seconds",
  );
});

test("the signal of the run cancels the call at the server", async () => {
  const { client, hanging, cancelled } = await openDesk();
  const stop = new AbortController();
  const agent = createAgent({ model: callOnce("hang"), tools: await toLangChainTools(client) });
  const outcome = agent.invoke({ messages: "Go" }, { signal: stop.signal }).then(
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
  const { message } = await run(await toLangChainTools(client), callOnce("archive_orders-list"));
  expect(ran).toEqual([ODD_NAME]);
  expect(message.content).toBe("listed by desk");
});

test("LangChain's middleware asks about the tools that need approval, by settings made of them", async () => {
  const { client, ran } = await openDesk();
  const tools = await toLangChainTools(client);
  const interruptOn = toInterruptOn(tools);
  expect(Object.keys(interruptOn)).toEqual(["wipe"]);
  const agent = createAgent({
    model: callOnce("wipe"),
    tools,
    checkpointer: new MemorySaver(),
    // Its own types do not hold where optional members are exact.
    middleware: [(humanInTheLoopMiddleware as unknown as Interrupt)({ interruptOn })],
  });
  const thread = { configurable: { thread_id: "1" } };
  const interrupted = await agent.invoke({ messages: "Go" }, thread);
  expect(interrupted).toMatchObject({
    __interrupt__: [
      {
        value: {
          actionRequests: [{ name: "wipe", description: "wipe of desk asks to run" }],
          reviewConfigs: [{ allowedDecisions: ["approve", "edit", "reject"] }],
        },
      },
    ],
  });
  expect(ran).toEqual([]);
  await agent.invoke(new Command({ resume: { decisions: [{ type: "approve" }] } }), thread);
  expect(ran).toEqual(["wipe"]);
});

test("edited arguments reach the server, and a rejected call does not", async () => {
  for (const [decision, expected] of [
    [{ type: "edit", editedAction: { name: "add", args: { a: 1, b: 1 } } }, '{"sum":2}'],
    [{ type: "reject", message: "Not today" }, "Not today"],
  ] as const) {
    const { client } = await openDesk();
    const tools = await toLangChainTools(client, { approve: "all" });
    const agent = createAgent({
      model: callOnce("add", { a: 2, b: 3 }),
      tools,
      checkpointer: new MemorySaver(),
      middleware: [
        (humanInTheLoopMiddleware as unknown as Interrupt)({ interruptOn: toInterruptOn(tools) }),
      ],
    });
    const thread = { configurable: { thread_id: "1" } };
    await agent.invoke({ messages: "Go" }, thread);
    const { messages } = await agent.invoke(
      new Command({ resume: { decisions: [decision] } }),
      thread,
    );
    expect(messages.find(isToolMessage)?.content).toBe(expected);
  }
});

test("progress comes as events of the tool", async () => {
  const { client } = await openDesk();
  const steps = (await toLangChainTools(client)).find(({ name }) => name === "steps");
  const events: unknown[] = [];
  await steps?.invoke(
    {},
    { callbacks: [{ handleToolEvent: (chunk: unknown) => void events.push(chunk) }] },
  );
  expect(events).toEqual([
    { progress: 1, total: 2, message: "half" },
    { progress: 2, total: 2, message: "whole" },
  ]);
});

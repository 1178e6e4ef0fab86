import type { Model, ModelRequest, ModelResponse } from "@openai/agents";
import { Agent, Runner, Usage } from "@openai/agents";
import { toOpenAiTools } from "mortise/openai-agents";
import { expect, test } from "vitest";
import { PIXEL } from "../fixture/server/create-interop-server.ts";
import { NUMBERS, ODD_NAME, openDesk } from "./fixture/desk.ts";

interface ScriptedModel extends Model {
  readonly requests: ModelRequest[];
}

/** A model that calls one tool, and then writes "Done.". */
function callOnce(name: string, args: object = {}): ScriptedModel {
  const requests: ModelRequest[] = [];
  const call = { type: "function_call", callId: "call-1", name, arguments: JSON.stringify(args) };
  const message = {
    type: "message",
    role: "assistant",
    status: "completed",
    content: [{ type: "output_text", text: "Done." }],
  };
  return {
    requests,
    async getResponse(request): Promise<ModelResponse> {
      requests.push(request);
      const output = [requests.length === 1 ? call : message] as ModelResponse["output"];
      return { usage: new Usage(), output };
    },
    getStreamedResponse() {
      throw new Error("The script is not streamed");
    },
  };
}

/** The result of the tool as the model read it. */
function readOutput(model: ScriptedModel): unknown {
  const { input } = model.requests[1] ?? {};
  const item = Array.isArray(input) ? input.at(-1) : undefined;
  return item?.type === "function_call_result" ? item.output : item;
}

type Tools = Awaited<ReturnType<typeof toOpenAiTools>>;
const runner = new Runner({ tracingDisabled: true });
const createAgent = (model: Model, tools: Tools): Agent =>
  new Agent({ name: "Desk", model, tools });

test("the model is offered each tool with its name, description and schema as the server lists it", async () => {
  const { client } = await openDesk();
  const model = callOnce("add", { a: 2, b: 3 });
  await runner.run(createAgent(model, await toOpenAiTools(client)), "Go");
  const offered = model.requests[0]?.tools.find((tool) => "name" in tool && tool.name === "add");
  expect(offered).toMatchObject({
    type: "function",
    description: "Adds two numbers",
    strict: false,
  });
  expect(offered).toHaveProperty("parameters", NUMBERS);
});

test("structured content reaches the model as JSON, and the run goes on", async () => {
  const { client } = await openDesk();
  const model = callOnce("add", { a: "2", b: 3 });
  const { finalOutput } = await runner.run(createAgent(model, await toOpenAiTools(client)), "Go");
  expect(readOutput(model)).toEqual({ type: "text", text: '{"sum":5}' });
  expect(finalOutput).toBe("Done.");
});

test("text and images reach the model as such", async () => {
  const { client } = await openDesk();
  const model = callOnce("show");
  await runner.run(createAgent(model, await toOpenAiTools(client)), "Go");
  expect(readOutput(model)).toEqual([
    { type: "input_text", text: "A pixel" },
    { type: "input_image", image: `data:image/png;base64,${PIXEL}` },
  ]);
});

test("a tool that fails gives the model its words, and the run goes on", async () => {
  const { client } = await openDesk();
  const model = callOnce("fail");
  const { finalOutput } = await runner.run(createAgent(model, await toOpenAiTools(client)), "Go");
  expect(readOutput(model)).toEqual({
    type: "text",
    text: expect.stringContaining("No customer C-9"),
  });
  expect(finalOutput).toBe("Done.");
});

test("a call that takes too long is an error that says so, and the server is notified", async () => {
  const { client, cancelled } = await openDesk();
  const model = callOnce("hang");
  const tools = await toOpenAiTools(client, { timeout: "50ms" });
  await runner.run(createAgent(model, tools), "Go");
  await cancelled;
  expect(readOutput(model)).toEqual({
    type: "text",
    text: "The call of hang on the server desk failed: there was no answer within 0.05 seconds",
  });
});

test("the signal of the run cancels the call at the server", async () => {
  const { client, hanging, cancelled } = await openDesk();
  const stop = new AbortController();
  const agent = createAgent(callOnce("hang"), await toOpenAiTools(client));
  const outcome = runner.run(agent, "Go", { signal: stop.signal }).then(
    () => "answered",
    () => "ended",
  );
  await hanging;
  stop.abort();
  await cancelled;
  expect(await outcome).toBe("ended");
});

test("a name that the SDK refuses is mapped, and called back by the original", async () => {
  const { client, ran } = await openDesk();
  const model = callOnce("archive_orders_list");
  await runner.run(createAgent(model, await toOpenAiTools(client)), "Go");
  expect(ran).toEqual([ODD_NAME]);
  expect(readOutput(model)).toEqual({ type: "text", text: "listed by desk" });
});

test("a destructive tool interrupts the run, and runs once it is approved", async () => {
  const { client, ran } = await openDesk();
  const agent = createAgent(callOnce("wipe"), await toOpenAiTools(client));
  const asked = await runner.run(agent, "Go");
  const [interruption] = asked.interruptions;
  expect(interruption).toMatchObject({ name: "wipe" });
  expect(ran).toEqual([]);
  if (interruption) asked.state.approve(interruption);
  const { finalOutput } = await runner.run(agent, asked.state);
  expect(ran).toEqual(["wipe"]);
  expect(finalOutput).toBe("Done.");
});

test("progress names the call that it belongs to", async () => {
  const { client } = await openDesk();
  const reports: unknown[] = [];
  const tools = await toOpenAiTools(client, {
    onProgress: (progress, call) => reports.push([progress.message, call]),
  });
  await runner.run(createAgent(callOnce("steps"), tools), "Go");
  const call = { server: "desk", tool: "steps", toolCallId: "call-1" };
  expect(reports).toEqual([
    ["half", call],
    ["whole", call],
  ]);
});

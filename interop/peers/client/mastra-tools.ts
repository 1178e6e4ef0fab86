// Mastra's agent, with the tools of our client.
import assert from "node:assert/strict";
import { Agent } from "@mastra/core/agent";
import type { ModelRequest } from "@mastra/core/test-utils/llm-mock";
import { MastraLanguageModelV2Mock } from "@mastra/core/test-utils/llm-mock";
import { connect } from "mortise/client";
import { toMastraTools } from "mortise/mastra";
import { reportSeen } from "../../client/seen.ts";
import type { Reach } from "../../reach.ts";

interface Run {
  /** The requests that the model got. */
  readonly requests: readonly ModelRequest[];
  /** The kinds of the chunks of the run. */
  readonly types: readonly string[];
}

const usage = { inputTokens: 1, outputTokens: 1, totalTokens: 2 };

/** Runs an agent whose model calls one tool, and then writes "Done.". */
async function run(tools: object, toolName: string, args: object = {}): Promise<Run> {
  const requests: ModelRequest[] = [];
  const call = { type: "tool-call", toolCallId: "1", toolName, input: JSON.stringify(args) };
  const model = new MastraLanguageModelV2Mock({
    doStream: async (request) => {
      const isFirst = requests.push(request) === 1;
      const text = [
        { type: "text-start", id: "t" },
        { type: "text-delta", id: "t", delta: "Done." },
        { type: "text-end", id: "t" },
      ];
      const finishReason = isFirst ? "tool-calls" : "stop";
      const parts = [...(isFirst ? [call] : text), { type: "finish", finishReason, usage }];
      return { stream: ReadableStream.from([{ type: "stream-start", warnings: [] }, ...parts]) };
    },
  });
  const agent = new Agent({ id: "desk", name: "Desk", instructions: "Be brief", model, tools });
  const { fullStream } = await agent.stream("Go", { maxSteps: 3 });
  const types: string[] = [];
  for await (const { type } of fullStream) types.push(type);
  return { requests, types };
}

/** The result of the tool as the model read it. */
function readResult({ requests }: Run): string {
  return JSON.stringify(requests[1]?.prompt.at(-1)?.content);
}

function toTarget(reach: Reach): Parameters<typeof connect>[0] {
  return reach.transport === "stdio" ? { command: reach.command, args: reach.args } : reach.url;
}

await reportSeen(async (reach) => {
  await using client = await connect(toTarget(reach));
  const sum = await run(await toMastraTools(client), "add", { a: 2, b: 3 });
  const asked = await run(await toMastraTools(client), "change");
  assert.ok(asked.types.includes("tool-call-approval"), asked.types.join());
  const trusting = await toMastraTools(client, { approve: "never" });
  const shown = readResult(await run(trusting, "show"));
  assert.match(shown, /"type":"media".*"mediaType":"image\/png"/);
  const failed = await run(trusting, "fail");
  assert.ok(failed.types.includes("tool-error"), failed.types.join());
  return {
    tools: (sum.requests[0]?.tools ?? []).map(({ name }) => name),
    sum: readResult(sum),
    failure: readResult(failed),
  };
});

import type { ToolsOf } from "@mortise/client";
import { connect } from "@mortise/client";
import type { Transport } from "@mortise/protocol";
import { createServer } from "@mortise/server";
import { expect, expectTypeOf, test } from "vitest";
import { z } from "zod";

const server = createServer({ name: "calculator", version: "1.0.0" }).tool(
  "add",
  {
    description: "Adds two numbers",
    input: z.object({ a: z.number(), b: z.number() }),
    output: z.object({ sum: z.number() }),
  },
  ({ a, b }) => ({ sum: a + b }),
);

test("a server object is reached in memory, with its tools' types", async () => {
  await using client = await connect<typeof server>(server);
  expect(client.revision).toBe("2026-07-28");
  const result = await client.callTool("add", { a: 2, b: 3 });
  expect(result.structured).toEqual({ sum: 5 });
  expectTypeOf(result.structured).toEqualTypeOf<{ sum: number } | undefined>();
  expectTypeOf<keyof ToolsOf<typeof server>>().toEqualTypeOf<"add">();
  // @ts-expect-error an argument is missing
  await client.callTool("add", { a: 1 });
  // @ts-expect-error the server has no such tool
  await client.callTool("subtract", {}).catch(() => undefined);
});

test("a server object brings its type; without one every name and argument is allowed", async () => {
  await using typed = await connect(server);
  const { structured } = await typed.callTool("add", { a: 2, b: 3 });
  expectTypeOf(structured).toEqualTypeOf<{ sum: number } | undefined>();
  await using client = await connect<unknown>(server);
  const result = await client.callTool("add", { a: 2, b: 3 });
  expectTypeOf(result.structured).toEqualTypeOf<unknown>();
  expect(result.text).toContain("5");
});

test("tools that were not added in one chain can be called by any name", async () => {
  const loose = createServer({ name: "loose", version: "1.0.0" });
  loose.tool("greet", { description: "Greets" }, () => "hello");
  await using client = await connect(loose);
  expect((await client.callTool("greet")).text).toBe("hello");
});

test("a legacy revision can be asked for", async () => {
  await using client = await connect<typeof server>(server, { revision: "2025-11-25" });
  expect(client.revision).toBe("2025-11-25");
  expect((await client.callTool("add", { a: 2, b: 3 })).structured).toEqual({ sum: 5 });
});

test("a log message of the server goes to the connection once, even if calls overlap", async () => {
  const talkative = createServer({ name: "talkative", version: "1.0.0" }).tool(
    "talk",
    { description: "Logs its input", input: z.object({ say: z.string() }) },
    ({ say }, context) => {
      context.log.debug(`debug ${say}`);
      context.log.warning(say);
      return say;
    },
  );
  const logged: unknown[] = [];
  await using client = await connect<typeof talkative>(talkative, {
    onLog: ({ level, data }) => logged.push([level, data]),
  });
  await Promise.all(["a", "b"].map((say) => client.callTool("talk", { say })));
  expect(logged).toEqual([
    ["warning", "a"],
    ["warning", "b"],
  ]);
  await client.setLogLevel("debug");
  await client.callTool("talk", { say: "c" });
  expect(logged.slice(2)).toEqual([
    ["debug", "debug c"],
    ["warning", "c"],
  ]);
});

test("a call that is aborted while its connection is opened again ends at once", async () => {
  const stuck = Promise.withResolvers<void>();
  let opened = 0;
  let lose = (): void => undefined;
  const target = {
    "~openTransport": (): Transport => {
      const transport = server["~openTransport"]();
      opened += 1;
      if (opened > 1) return { ...transport, start: () => stuck.promise };
      return {
        ...transport,
        start: (receiver) => {
          lose = () => receiver.closed(new Error("lost"));
          return transport.start(receiver);
        },
      };
    },
  };
  const client = await connect(target);
  lose();
  const controller = new AbortController();
  const call = client.callTool("add", { a: 1, b: 2 }, { signal: controller.signal });
  controller.abort();
  await expect(call).rejects.toMatchObject({ code: "ABORTED" });
  stuck.reject(new Error("over"));
  await client.close();
});

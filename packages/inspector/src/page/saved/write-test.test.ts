import { expect, test } from "vitest";
import { writeTest } from "./write-test.ts";

test("each call is a test, compared in the way that fits its result", () => {
  const text = writeTest({ kind: "file", file: "server.ts" }, [
    {
      name: "paris",
      method: "tools/call",
      params: { name: "get_weather", arguments: { city: "Paris" }, _meta: { progressToken: 1 } },
      expect: {
        content: [{ type: "text", text: '{"city":"Paris"}' }],
        structuredContent: { city: "Paris", "temp-c": 21.5 },
      },
    },
    {
      name: "paris",
      method: "tools/call",
      params: { name: "fail", arguments: {} },
      expect: { content: [{ type: "text", text: "No city (Atlantis)\nmore" }], isError: true },
    },
    { name: "ping", method: "ping", params: { _meta: { a: 1 } } },
  ]);
  expect(text).toBe(`import { connect } from "mortise";
import "mortise/vitest";
import { expect, test } from "vitest";
import server from "./server.ts";

test("paris", async () => {
  await using client = await connect(server);
  const result = await client.callTool("get_weather", { city: "Paris" });
  expect(result).toSucceed();
  expect(result).toHaveStructured({ city: "Paris", "temp-c": 21.5 });
});

test("paris (2)", async () => {
  await using client = await connect(server);
  const result = await client.callTool("fail", {});
  expect(result).toFailWith(/No city \\(Atlantis\\)/);
});

test("ping", async () => {
  await using client = await connect(server);
  expect(await client.request("ping", {})).toBeDefined();
});
`);
});

test("servers of others are connected by their URL or command", () => {
  const call = { name: "r", method: "resources/read", params: { uri: "desk://a" } };
  expect(writeTest({ kind: "http", url: "http://h/mcp" }, [call])).toContain(
    'await connect("http://h/mcp");\n  expect(await client.readResource("desk://a")).toBeDefined();',
  );
  expect(writeTest({ kind: "stdio", command: ["node", "a b.ts"] }, [call])).toContain(
    'await connect({ command: "node", args: ["a b.ts"] });',
  );
});

import { ErrorCode } from "@mortise/protocol";
import { describe, expect, test } from "vitest";
import { ScriptedClient } from "../connection/fixture/scripted-client.ts";
import type { Server } from "../server.ts";
import { createServer } from "../server.ts";

const asked: unknown[] = [];

function create(allowTraversal?: boolean): Server {
  const options = allowTraversal === undefined ? {} : { allowTraversal };
  const read = (variables: object): string => {
    asked.push({ ...variables });
    return JSON.stringify(variables);
  };
  return createServer({ name: "s", version: "1" })
    .resource("docs:///{name}", options, read)
    .resource("file:///{+path}", options, read)
    .resource("tree:/{/parts*}", options, read)
    .resource("find://all{?in,tags*}", options, read)
    .resource("git://log/{range}/end", options, read);
}

async function read(server: Server, uri: string, revision?: "2025-11-25") {
  asked.length = 0;
  const answer = await new ScriptedClient(server, revision).request("resources/read", { uri });
  return answer;
}

describe.each([
  "docs:///..%2fhostname",
  "docs:///%2e%2e%2fhostname",
  "docs:///..",
  "docs:///a%2F..%2F..%2Fb",
  "docs:///..%5Cwindows",
  "docs:///%2Fetc%2Fhostname",
  "docs:///%5C%5Cserver%5Cshare",
  "docs:///C:%5CWindows",
  "docs:///a%00b",
  "docs:///a,..%2Fb",
  "file:///../../etc/passwd",
  "file:///..%2f..%2fetc%2fpasswd",
  "file:////etc/passwd",
  "file:///a/../../b",
  "tree://a/../b",
  "tree://a/..%2Fb",
  "tree://%2Fetc/b",
  "tree:///etc/b",
  "tree://a/b%00",
  "find://all?in=../x",
  "find://all?tags=a&tags=..%2Fb",
  "find://all?color=..%2Fb",
  "find://all?..%2Fb=red",
])("%s", (uri) => {
  test.each(["2026-07-28", "2025-11-25"] as const)(
    "is not found in %s, and no handler sees it",
    async (revision) => {
      const legacy = revision === "2025-11-25" ? revision : undefined;
      const { error } = await read(create(), uri, legacy);
      expect(error).toMatchObject({
        code: legacy ? ErrorCode.ResourceNotFound : ErrorCode.InvalidParams,
        data: { uri },
      });
      expect(asked).toEqual([]);
    },
  );

  test("reaches the handler of a template that allows it", async () => {
    expect((await read(create(true), uri)).result).toBeDefined();
    expect(asked).toHaveLength(1);
  });
});

test.each<[uri: string, variables: object]>([
  ["git://log/HEAD~3..HEAD/end", { range: "HEAD~3..HEAD" }],
  ["docs:///...", { name: "..." }],
  ["docs:///a..b", { name: "a..b" }],
  ["docs:///.env", { name: ".env" }],
  ["docs:///a%2Fb", { name: "a/b" }],
  ["docs:///%252e%252e%252fb", { name: "%2e%2e%2fb" }],
  ["docs:///a,b.txt", { name: "a,b.txt" }],
  ["file:///src/./main.ts", { path: "src/./main.ts" }],
  ["tree://a/..b", { parts: ["a", "..b"] }],
  ["find://all?in=https%3A%2F%2Fe.com", { in: "https://e.com" }],
  ["find://all?in=a,b&tags=c", { in: "a,b", tags: ["c"] }],
  ["find://all?color=red&size=9", { tags: { color: "red", size: "9" } }],
])("%s is read, because it leads out of nothing", async (uri, variables) => {
  expect((await read(create(), uri)).error).toBeUndefined();
  expect(asked).toEqual([variables]);
});

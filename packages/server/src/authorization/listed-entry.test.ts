import type { Principal } from "@mortise/protocol";
import { createFakeClock } from "@mortise/protocol/test-kit";
import { expect, test } from "vitest";
import type { ServerEvent } from "../log/mask.ts";
import { callFetch } from "../middleware/fixture/call-fetch.ts";
import { createServer } from "../server.ts";

/** A server whose lists are for each caller what `allow` permits; the principal comes by a header. */
function create() {
  const events: ServerEvent[] = [];
  const asked: string[] = [];
  const clock = createFakeClock();
  const isAdmin = async ({ auth }: { readonly auth: Principal | undefined }): Promise<boolean> => {
    asked.push(auth?.id ?? "");
    return auth?.id === "admin";
  };
  const server = createServer({
    name: "s",
    version: "1",
    clock,
    log: (event) => void events.push(event),
    auth: {
      authenticate: async ({ header }) => ({
        principal: { id: header("x-user") ?? "", scopes: [] },
      }),
    },
  })
    .tool("open", { description: "d" }, () => "")
    .tool("scoped", { description: "d", scopes: ["write"] }, () => "")
    .tool("audit", { description: "d", allow: isAdmin }, () => "")
    .tool("erase", { description: "d", allow: isAdmin, scopes: ["write"] }, () => "")
    .tool(
      "broken",
      {
        description: "d",
        allow: () => {
          throw new Error("secret");
        },
      },
      () => "",
    )
    .prompt("admin_prompt", { allow: isAdmin }, () => "")
    .resource("docs://open", {}, () => "")
    .resource("docs://admin", { allow: ({ auth }) => auth?.id === "admin" }, () => "")
    .resource("docs://{id}", { allow: isAdmin }, () => "");
  const list = async (member: string, user: string): Promise<readonly unknown[]> => {
    const method = member === "resourceTemplates" ? "resources/templates/list" : `${member}/list`;
    const response = await callFetch(server, method, {}, { headers: { "x-user": user } });
    const { result } = await response.json();
    expect(result.cacheScope).toBe("private");
    return result[member].map(
      (each: Record<string, unknown>) => each["uri"] ?? each["uriTemplate"] ?? each["name"],
    );
  };
  return { server, list, events, asked };
}

test("lists leave out what allow refuses, and keep what needs more scopes", async () => {
  const { list, asked } = create();
  expect(await list("tools", "ann")).toEqual(["open", "scoped"]);
  // One function is asked once for a list, however many entries share it.
  expect(asked).toEqual(["ann"]);
  expect(await list("tools", "admin")).toEqual(["open", "scoped", "audit", "erase"]);
  expect(await list("prompts", "ann")).toEqual([]);
  expect(await list("prompts", "admin")).toEqual(["admin_prompt"]);
  expect(await list("resources", "ann")).toEqual(["docs://open"]);
  expect(await list("resources", "admin")).toEqual(["docs://open", "docs://admin"]);
  expect(await list("resourceTemplates", "ann")).toEqual([]);
  expect(await list("resourceTemplates", "admin")).toEqual(["docs://{id}"]);
  expect(await list("tools", "ann")).toEqual(["open", "scoped"]);
});

test("an allow that throws hides and is logged, without its message to the caller", async () => {
  const { list, events } = create();
  expect(await list("tools", "admin")).not.toContain("broken");
  expect(events).toMatchObject([{ level: "error", message: expect.stringContaining("broken") }]);
});

test("the error of an unknown tool names none that allow may hide", async () => {
  const { server } = create();
  const response = await callFetch(
    server,
    "tools/call",
    { name: "oudit" },
    { headers: { "x-user": "ann" } },
  );
  const text = await response.text();
  expect(text).toContain("scoped");
  expect(text).not.toContain("audit");
  expect(text).not.toContain("erase");
});

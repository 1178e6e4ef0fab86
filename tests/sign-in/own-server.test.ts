import { bearerAuth, oauth } from "@mortise/auth";
import { testAuth } from "@mortise/auth-server";
import { connect, createServer, listen } from "mortise";
import { expect, test } from "vitest";
import { signedInUser } from "../fixture/auth/official-server.ts";

test("our client and our server bind tokens to a key, with nonces of both servers", async () => {
  await using as = await testAuth({ dpopNonce: true });
  const { issuer, clock } = as;
  const dpop = { mode: "required", nonce: true } as const;
  const server = createServer({
    name: "notes",
    version: "1.0.0",
    auth: bearerAuth({ issuer, clock, dpop }),
  })
    .tool("read", { description: "Reads" }, (_input, { auth }) => auth?.subject ?? "")
    .tool("write", { description: "Writes", scopes: ["write"] }, () => "written");
  await using listening = await listen(server, { port: 0 });
  const auth = oauth({ userAgent: signedInUser(as), clock, dpop: true });
  await using client = await connect(listening.url, { auth });
  expect((await client.callTool("read")).text).toBe("alice");
  expect((await client.callTool("write")).text).toBe("written");
  await as.expire();
  const calls = await Promise.all([1, 2, 3].map(() => client.callTool("read")));
  expect(calls.map(({ text }) => text)).toEqual(["alice", "alice", "alice"]);
  expect(as.count("authorize")).toBe(2);
});

test("a server that is open for lists and closed for calls sends the user to one page", async () => {
  await using as = await testAuth();
  const { issuer, clock } = as;
  const guarded = bearerAuth({ issuer, clock });
  const inner = createServer({ name: "notes", version: "1.0.0", auth: guarded }).tool(
    "read",
    { description: "Reads" },
    () => "milk",
  );
  const open = createServer({ name: "notes", version: "1.0.0" }).tool(
    "read",
    { description: "Reads" },
    () => "milk",
  );
  await using listening = await listen(inner, { port: 0 });
  const auth = oauth({ userAgent: signedInUser(as), clock });
  const answer = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init);
    const { method } = request.headers.get("mcp-method")
      ? { method: request.headers.get("mcp-method") }
      : { method: "" };
    const isOpen = method === "server/discover" || method === "tools/list";
    return isOpen ? await open.fetch(request) : await fetch(request);
  };
  await using client = await connect(listening.url, { auth, fetch: answer });
  await client.listTools();
  expect(as.count("authorize")).toBe(0);
  const results = await Promise.all([1, 2, 3, 4].map(() => client.callTool("read")));
  expect(results.map(({ text }) => text)).toEqual(Array(4).fill("milk"));
  expect(as.count("authorize")).toBe(1);
});

import { once } from "node:events";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";
import { MORTISE, openCommandLine } from "./fixture/command-line.ts";

const SERVER = `import { createServer } from ${MORTISE};
const server = createServer({ name: "probe", version: "1.0.0" });
server.tool("greet", { description: "Greets" }, () => "Hello");
export default server;
`;

/** Starts a command that serves the page, and returns a way to make its requests. */
async function openPage(
  args: readonly string[],
): Promise<(name: string, body: object) => Promise<Response>> {
  const line = openCommandLine({ "server.ts": SERVER });
  const child = line.start([...args, "--port", "0", "--no-open"], { CI: "true" });
  onTestFinished(async () => {
    child.kill("SIGINT");
    await once(child, "close");
    line[Symbol.dispose]();
  });
  for await (const text of createInterface({ input: child.stdout })) {
    const [, page, token] = /(http:\S+\/)#token=(\S+)/.exec(text) ?? [];
    if (page === undefined) continue;
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    return async (name, body) =>
      await fetch(new URL(`_inspect/${name}`, page), {
        method: "POST",
        headers,
        body: JSON.stringify(body),
      });
  }
  throw new Error("The command ended without a URL");
}

const COMMANDS = [
  ["mortise dev", ["dev", "server.ts"]],
  ["mortise inspect", ["inspect", "server.ts"]],
] as const;

test.each(COMMANDS)("%s --model names the model of the chat", async (_name, args) => {
  const post = await openPage([...args, "--model", "offline"]);
  const answer = await post("chat-model", {});
  expect(await answer.json()).toEqual({
    label: "offline (rules, no language model)",
    isOffline: true,
  });
});

test.each(COMMANDS)("%s --model refuses a model that there is none of", async (_name, args) => {
  const post = await openPage([...args, "--model", "nobody/nothing"]);
  const answer = await post("chat-model", {});
  expect(answer.status).toBe(409);
  expect(JSON.stringify(await answer.json())).toContain("nobody/nothing");
});

test.each(COMMANDS)("the page of %s adds a server by its URL", async (_name, args) => {
  const post = await openPage(args);
  const added = await post("add", { url: "http://127.0.0.1:1/mcp", label: "other" });
  expect(await added.json()).toEqual({ connection: "other" });
});

// #region errors

import { connect, MortiseError, ProtocolError } from "mortise";
import type server from "../server.ts";
// #endregion

import assert from "node:assert/strict";
import { createServer, listen } from "mortise";
import { assertQuoted } from "./page.ts";

const out: string[] = [];
const path = `${import.meta.dirname}/../server.ts`;

// #region errors
await using client = await connect<typeof server>({
  command: process.execPath,
  args: [path],
  stderr: "capture",
});
try {
  const { isError, text } = await client.callTool("get_customer", { customer_id: "C-9" });
  if (isError) out.push(text); // the tool itself said no; a model would read this
  await client.readResource("docs://nothing");
} catch (error) {
  if (ProtocolError.is(error)) out.push(`the server refused: ${error.code} ${error.message}`);
  else if (MortiseError.is(error)) out.push(`on the way: ${error.code} ${error.message}`);
  else throw error;
}
// #endregion
process.stdout.write(`${out.join("\n")}\n`);
assert.equal(out.length, 2);

const gone = await listen(createServer({ name: "gone", version: "1.0.0" }), { port: 0 });
await gone.close();
await using beside = await listen(createServer({ name: "beside", version: "1.0.0" }), {
  port: 0,
  fallback: (_request, response) => void response.writeHead(404).end(),
});

const failures: (() => Promise<unknown>)[] = [
  () => connect(gone.url),
  () => connect(new URL("/", beside.url).href),
  () => connect({ command: "no-such-program" }),
  () => connect({ command: process.execPath, args: ["no-such-file.js"], stderr: "capture" }),
  () =>
    connect(
      {
        command: process.execPath,
        args: ["-e", "setInterval(() => {}, 1000)"],
        closeTimeout: "50ms",
      },
      { timeout: "300ms", probeTimeout: "50ms" },
    ),
  () => connect("server.ts"),
  () =>
    connect<unknown>(
      { command: process.execPath, args: [path] },
      { revision: "2020-01-01" as never },
    ),
  () => client.callTool("no_such_tool" as never, {} as never),
];
for (const fail of failures) {
  await assert.rejects(fail, (error: Error & { code: unknown }) => {
    const [message = ""] = error.message.split("\n");
    assertQuoted("clients.md", message);
    return MortiseError.is(error) || ProtocolError.is(error);
  });
}
await client.close();
await assert.rejects(client.listTools(), (error: Error & { code: unknown }) => {
  assertQuoted("clients.md", error.message);
  return error.code === "CLOSED";
});

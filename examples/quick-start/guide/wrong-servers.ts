import assert from "node:assert/strict";
import { connect, createServer, image, MortiseError, ProtocolError } from "mortise";
import { z } from "zod";
import { assertQuoted } from "./page.ts";

const nothing = () => "nothing";
const server = createServer({ name: "wrong", version: "1.0.0", log: () => undefined })
  .tool("t", { description: "Takes the name." }, nothing)
  .tool("big", { description: "No JSON." }, () => 10n)
  .tool("buf", { description: "Bytes as they are." }, () => Buffer.from("abc"))
  .tool(
    "out",
    { description: "Breaks its schema.", output: z.object({ n: z.number() }) },
    () => JSON.parse('{ "n": "x" }') as { n: number },
  )
  .tool(
    "outimg",
    { description: "Content without a value.", output: z.object({ n: z.number() }) },
    () => image("AA==", "image/png") as never,
  );

const definitions: (() => unknown)[] = [
  () => server.tool("t", { description: "Once more." }, nothing),
  () => server.tool("a b", { description: "A space." }, nothing),
  () => server.tool("x", { description: "" }, nothing),
  () => server.tool("x", { description: "Text alone.", input: z.string() }, nothing),
  () => server.tool("x", { description: "A date.", input: z.object({ d: z.date() }) }, nothing),
  () => server.tool("x", { description: "A space.", timeout: "10 s" as never }, nothing),
  () => server.resource("not a uri", {}, nothing),
  () => server.resource("a://{id}", { complete: { x: () => [] } }, nothing),
];
for (const define of definitions) {
  assert.throws(define, (error) => {
    assert.ok(MortiseError.is(error));
    assertQuoted("servers.md", error.message);
    return true;
  });
}

await using client = await connect<unknown>(server);
for (const name of ["big", "buf", "out", "outimg"]) {
  const { isError, text } = await client.callTool(name);
  assert.equal(isError, true);
  assertQuoted("servers.md", JSON.parse(text).error);
}
await assert.rejects(client.readResource("docs://nothing"), (error) => {
  assert.ok(ProtocolError.is(error));
  assertQuoted("servers.md", error.message);
  return true;
});

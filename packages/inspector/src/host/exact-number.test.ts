import { expect, test } from "vitest";
import { parseExactJson } from "../contract/index.ts";
import { openPage, stdioTarget } from "./fixture/open-page.ts";

const LONG = "9223372036854775807";

/** A server that is no JavaScript as far as its numbers go: it returns the bytes of its arguments. */
const ECHO = `
require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
  const { id, method } = JSON.parse(line);
  const answer = (result) => console.log('{"jsonrpc":"2.0","id":' + JSON.stringify(id) + ',"result":' + result + '}');
  if (method === "initialize")
    answer('{"protocolVersion":"2025-11-25","serverInfo":{"name":"echo","version":"1"},"capabilities":{"tools":{}}}');
  else if (method === "tools/list")
    answer('{"tools":[{"name":"echo","inputSchema":{"type":"object","properties":{"id":{"type":"integer","maximum":${LONG}}}},"outputSchema":{"type":"object","properties":{"id":{"type":"integer","maximum":${LONG}}}}}]}');
  else if (method === "tools/call") {
    const given = /"arguments":(\\{[^}]*\\})/.exec(line)[1];
    answer('{"content":[],"structuredContent":' + given + '}');
  } else if (id !== undefined)
    console.log('{"jsonrpc":"2.0","id":' + JSON.stringify(id) + ',"error":{"code":-32601,"message":"no"}}');
});
`;

test("an integer of 64 bits keeps its digits on the wire, in the call and in its result", async () => {
  const page = await openPage([stdioTarget("echo", [process.execPath, "-e", ECHO])]);
  await page.connection("echo", "connected");
  const { tools } = await page.catalogue("echo");
  const given = parseExactJson(`{"id":${LONG}}`);
  const call = await page.call("echo", "tools/call", { name: "echo", arguments: given });
  expect(JSON.stringify(call.params["arguments"])).toBe(`{"id":${LONG}}`);
  expect(JSON.stringify(call.result)).toContain(`"structuredContent":{"id":${LONG}}`);
  expect(call.output).toBe("valid");
  const rows = page.rows(call.id).filter(({ kind }) => kind === "rpc");
  expect(rows.map(({ text }) => text.includes(`"id":${LONG}`))).toEqual([true, true]);

  const written = JSON.stringify(tools.items);
  expect(written.match(new RegExp(LONG, "g"))).toHaveLength(2);
  expect(await page.post("review", { connection: "echo" })).toMatchObject({ views: [{}, {}, {}] });

  const { id } = await page.post("save", {
    call: { name: "long", connection: "echo", method: "tools/call", params: call.params as never },
  });
  const saved = await page.until(
    () => page.last("saved", ({ calls }) => calls.some((each) => each.id === id))?.calls[0],
  );
  expect(JSON.stringify(saved.params)).toContain(LONG);
});

import { ProtocolError } from "@mortise/protocol";
import { expect, test } from "vitest";
import type { ServerEvent } from "../../log/mask.ts";
import { callFetch } from "../../middleware/fixture/call-fetch.ts";
import { createServer } from "../../server.ts";

test("an error with a header that HTTP does not allow is answered, masked and logged", async () => {
  for (const isAsync of [false, true]) {
    const events: ServerEvent[] = [];
    const refuse = (): never => {
      throw new ProtocolError(1, "later", { http: { status: 503, headers: { "x a": "b" } } });
    };
    const server = createServer({
      name: "s",
      version: "1",
      log: (event) => void events.push(event),
    })
      .tool("t", { description: "d" }, () => "done")
      .use(isAsync ? async () => refuse() : refuse);
    const response = await callFetch(server as never, "tools/call", { name: "t" });
    expect(response.status).toBe(500);
    expect(await response.json()).toMatchObject({
      id: 1,
      error: { code: -32603, message: expect.stringMatching(/^internal error \(/) },
    });
    expect(events).toMatchObject([{ level: "error", message: expect.stringContaining("x a") }]);
  }
});

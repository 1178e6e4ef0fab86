import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { connect } from "mortise";
import { expect, test } from "vitest";
import { createJiraServer } from "../index.ts";

test.each([
  ["get_open_tickets", { customer_id: "C-1042" }, "a list of tickets"],
  ["list_ticket_comments", { ticket_id: "SUP-1" }, "a list of comments"],
  ["add_ticket_comment", { ticket_id: "SUP-1", text: "x" }, "the id of the comment"],
  ["create_ticket", { title: "x", description: "y", project: "SUP" }, "the key of the ticket"],
] as const)("%s of a site that answers {} is an error", async (tool, args, missing) => {
  const site = createServer((_request, response) => {
    response.writeHead(200, { "content-type": "application/json" }).end("{}");
  });
  await once(site.listen(0, "127.0.0.1"), "listening");
  const { port } = site.address() as AddressInfo;
  const host = `http://127.0.0.1:${port}`;
  const server = createJiraServer({ host, email: "a@example.com", apiToken: "t" });
  await using client = await connect<unknown>(server);
  const { isError, text } = await client.callTool(tool, args);
  site.close();
  site.closeAllConnections();
  expect(isError).toBe(true);
  expect(JSON.parse(text)).toMatchObject({
    code: "upstream_error",
    error: expect.stringContaining(`Jira answered without ${missing}`),
  });
});

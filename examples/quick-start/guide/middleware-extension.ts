// #region server

import { createServer } from "mortise";
// #endregion

// #region client

import type { ClientExtension } from "mortise";
import { connect } from "mortise";
// #endregion

import assert from "node:assert/strict";

// #region server
const ID = "com.example/jobs";
const server = createServer({ name: "reports", version: "1.0.0" })
  .tool("report", { description: "Write a report" }, () => "written at once")
  .extend({
    id: ID,
    settings: { retention: "1d" },
    methods: {
      "jobs/get": { named: "jobId", handler: ({ jobId }) => ({ jobId, text: "written later" }) },
    },
    middleware: {
      "tools/call": (request, next) =>
        request.client.capabilities.extensions?.[ID]
          ? request.respond({ resultType: "job", jobId: "j-1" })
          : next(),
    },
  });
// #endregion

// #region client
const jobs: ClientExtension = {
  id: ID,
  methods: { "jobs/get": { named: "jobId" } },
  results: {
    job: {
      methods: ["tools/call"],
      legacyMember: "jobId", // results of 2025-11-25 and earlier have no type
      complete: async ({ jobId }, { request }) => {
        const { text } = await request("jobs/get", { jobId });
        return { content: [{ type: "text", text }] };
      },
    },
  },
};
await using client = await connect(server, { extensions: [jobs] });
const { text } = await client.callTool("report"); // "written later"
// #endregion
assert.equal(text, "written later");
assert.deepEqual(client.capabilities.extensions, { [ID]: { retention: "1d" } });
for (const revision of ["2025-11-25", "2025-06-18", "2024-11-05"] as const) {
  await using older = await connect(server, { extensions: [jobs], revision });
  assert.equal((await older.callTool("report")).text, "written later", revision);
}
await using plain = await connect(server);
assert.equal((await plain.callTool("report")).text, "written at once");

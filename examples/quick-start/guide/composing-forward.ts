// #region forward

import type { JsonObject, LogEntry, LoggingLevel, Progress } from "mortise";
import { connect, createServer } from "mortise";
// #endregion

import assert from "node:assert/strict";

const importer = createServer({ name: "importer", version: "1.0.0" }).tool(
  "import_rows",
  { description: "Import rows." },
  (_input, ctx) => {
    ctx.log.info("started");
    ctx.progress(1, 1, "stored");
    return "done";
  },
);

// #region forward
await using upstream = await connect(importer); // or a URL, or a command
const gateway = createServer({ name: "gateway", version: "1.0.0" });

for (const tool of await upstream.listTools()) {
  gateway.forward("tool", tool, ({ method, params }, { signal, notify }) => {
    const { progressToken, ...meta } = (params["_meta"] ?? {}) as JsonObject;
    const logLevel = meta["io.modelcontextprotocol/logLevel"] as LoggingLevel | undefined;
    const onProgress = (progress: Progress) =>
      notify("notifications/progress", { ...progress, progressToken });
    const onLog = (entry: LogEntry) => notify("notifications/message", { ...entry });
    return upstream.request(method, params, {
      signal,
      ...(progressToken !== undefined && { onProgress }),
      ...(logLevel !== undefined && { onLog, logLevel }),
    });
  });
}
// #endregion

const seen: string[] = [];
await using client = await connect(gateway);
assert.deepEqual(await client.listTools(), await upstream.listTools());
const { text } = await client.callTool(
  "import_rows",
  {},
  {
    onProgress: ({ progress, message }) => seen.push(`${progress} ${message}`),
    onLog: ({ level, data }) => seen.push(`${level} ${data}`),
  },
);
assert.equal(text, "done");
assert.deepEqual(seen, ["info started", "1 stored"]);
await client.callTool("import_rows"); // asks for neither, and gets neither
assert.equal(seen.length, 2);

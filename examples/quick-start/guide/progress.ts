// #region progress

import { createServer } from "mortise";
import { z } from "zod";
// #endregion

import assert from "node:assert/strict";
import { connect } from "mortise";

// #region progress
const server = createServer({ name: "importer", version: "1.0.0" }).tool(
  "import_rows",
  { description: "Import rows.", input: z.object({ rows: z.array(z.string()) }) },
  async ({ rows }, ctx) => {
    ctx.log.info({ started: ctx.client.info?.name });
    for (const [index, row] of rows.entries()) {
      ctx.signal.throwIfAborted(); // the caller gave up, or the time is up
      await store(row);
      ctx.progress(index + 1, rows.length, `stored ${row}`);
    }
    return { stored: rows.length };
  },
);
// #endregion

async function store(row: string): Promise<void> {
  await Promise.resolve(row);
}

const seen: string[] = [];
await using client = await connect(server, { name: "guide" });
// #region call
const { structured } = await client.callTool(
  "import_rows",
  { rows: ["a", "b"] },
  {
    onProgress: ({ progress, total, message }) => seen.push(`${progress}/${total} ${message}`),
    onLog: ({ level, data }) => seen.push(`${level} ${JSON.stringify(data)}`),
  },
);
// #endregion
assert.deepEqual(structured, { stored: 2 });
assert.deepEqual(seen, ['info {"started":"guide"}', "1/2 stored a", "2/2 stored b"]);

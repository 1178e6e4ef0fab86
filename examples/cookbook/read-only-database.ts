import { DatabaseSync } from "node:sqlite";
import { createServer, serve, ToolError } from "mortise";
import { z } from "zod";

/** A model reads no more than this, and a larger result is a question that was too broad. */
const MAX_ROWS = 100;

// SQLite itself refuses what writes, whatever the statement says.
const database = new DatabaseSync(process.env["DATABASE"] ?? "shop.db", { readOnly: true });

const server = createServer({ name: "shop-data", version: "1.0.0" })
  .tool(
    "describe_tables",
    {
      description: "The tables of the database and their columns, as SQL. Call it before query.",
      annotations: { readOnlyHint: true },
    },
    () =>
      database
        .prepare("SELECT sql FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        .all()
        .map(({ sql }) => sql)
        .join(";\n"),
  )
  .tool(
    "query",
    {
      description: `Run one SELECT of SQLite. Returns at most ${MAX_ROWS} rows.`,
      input: z.object({ sql: z.string().describe("e.g. SELECT count(*) FROM orders") }),
      annotations: { readOnlyHint: true },
    },
    ({ sql }) => {
      // ATTACH and PRAGMA do not write, and still reach beyond this database.
      if (!/^\s*(select|with)\b/i.test(sql)) {
        throw new ToolError("Only SELECT is allowed", { code: "not_allowed" });
      }
      try {
        const rows: unknown[] = [];
        for (const row of database.prepare(sql).iterate()) {
          if (rows.length === MAX_ROWS) return { rows, isCut: true };
          rows.push(row);
        }
        return { rows, isCut: false };
      } catch (error) {
        // SQLite says which column or table is wrong, so that the model can repair its SQL.
        throw new ToolError(`SQLite refuses it: ${(error as Error).message}`, { code: "bad_sql" });
      }
    },
  );

await serve(server);
export default server;

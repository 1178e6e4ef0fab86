import type { RequestContext } from "mortise";
import { connect, createServer } from "mortise";
import { expect, test } from "vitest";
import { z } from "zod";

/** Wraps a handler: it says the price before its result. */
function paid<Input, Result>(
  cents: number,
  handler: (input: Input, context: RequestContext) => Promise<Result> | Result,
): (input: Input, context: RequestContext) => Promise<Result> {
  return async (input, context) => {
    context.progress(cents);
    return handler(input, context);
  };
}

test("a wrapper of handlers keeps the types of every tool (modelcontextprotocol/typescript-sdk#494)", async () => {
  const server = createServer({ name: "shop", version: "1.0.0" })
    .tool(
      "get_report",
      {
        description: "Gets a report",
        input: z.object({ id: z.string(), pages: z.number().default(2) }),
        output: z.object({ title: z.string(), pages: z.number() }),
      },
      paid(5, ({ id, pages }) => ({ title: id.toUpperCase(), pages })),
    )
    .tool(
      "count_reports",
      { description: "Counts them" },
      paid(1, () => ({ reports: 3 })),
    );
  await using client = await connect(server);
  const charges: number[] = [];
  const onProgress = ({ progress }: { readonly progress: number }): void =>
    void charges.push(progress);
  const report = await client.callTool("get_report", { id: "a" }, { onProgress });
  const title: string | undefined = report.structured?.title;
  const counted = await client.callTool("count_reports", {}, { onProgress });
  const reports: number | undefined = counted.structured?.reports;
  expect([title, report.structured?.pages, reports, charges]).toEqual(["A", 2, 3, [5, 1]]);
});

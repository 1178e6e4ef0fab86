import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { layOutProgram } from "./fixture/lay-out-program.ts";

/** The cost of a program, as the compiler reports it. */
interface Cost {
  readonly instantiations: number;
  readonly megabytes: number;
}

/** Checks a server of so many tools, and a client that calls the last one by its types. */
function check(count: number): Cost {
  const tools = Array.from(
    { length: count },
    (_, at) => `.tool(
    "tool_${at}",
    {
      description: "d",
      input: z.object({ id: z.string(), deep: z.object({ depth: z.number().default(1) }).optional() }),
      output: z.object({ name: z.string(), at: z.literal(${at}) }),
    },
    ({ id }) => ({ name: id, at: ${at} }),
  )`,
  );
  const program = `import { connect, createServer } from "mortise";
import { z } from "zod";
export const server = createServer({ name: "shop", version: "1.0.0" })${tools.join("")};
const client = await connect(server);
const { structured } = await client.callTool("tool_${count - 1}", { id: "1" });
export const at: ${count - 1} | undefined = structured?.at;
// @ts-expect-error There is no such tool, and nothing has become \`any\`.
await client.callTool("tool_${count}", { id: "1" });
`;
  const folder = layOutProgram(program, { noEmit: true });
  const compiler = resolve("node_modules/typescript/bin/tsc");
  const report = execFileSync(process.execPath, [compiler, "-p", folder, "--extendedDiagnostics"], {
    encoding: "utf8",
  });
  const read = (label: string): number =>
    Number(new RegExp(`^${label}:\\s+(\\d+)`, "m").exec(report)?.[1]);
  return { instantiations: read("Instantiations"), megabytes: read("Memory used") / 1024 };
}

test("a server of a hundred tools with zod keeps its types, and costs the compiler little (modelcontextprotocol/typescript-sdk#985, modelcontextprotocol/typescript-sdk#1180)", () => {
  const { instantiations, megabytes } = check(100);
  // A count, which no machine changes: TypeScript 7.0 has 0.94 million.
  expect(instantiations).toBeGreaterThan(10_000);
  expect(instantiations).toBeLessThan(1_200_000);
  expect(megabytes).toBeLessThan(500);
});

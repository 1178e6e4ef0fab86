import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { layOutProgram } from "./fixture/lay-out-program.ts";

const PROGRAM = `
import { connect, createServer } from "mortise";
import { z } from "zod";

const shop = createServer({ name: "shop", version: "1.0.0" })
  .tool(
    "get_customer",
    {
      description: "Looks up one customer",
      input: z.object({ id: z.string(), deep: z.object({ depth: z.number().default(1) }).optional() }),
      output: z.object({ name: z.string(), status: z.enum(["active", "closed"]) }),
    },
    ({ id }) => ({ name: id, status: "active" }),
  )
  .tool("count_orders", { description: "Counts" }, () => ({ orders: 1 }))
  .prompt("summarize", { input: z.object({ topic: z.string() }) }, ({ topic }) => topic);

export default shop;
export const mounted = createServer({ name: "all", version: "1.0.0" }).mount("shop", shop);
export const client = await connect(mounted);
`;

/** Compiles a program under `strict` alone, as many projects do, and returns its declarations. */
function compile(program: string): string {
  const folder = layOutProgram(program, { declaration: true, emitDeclarationOnly: true });
  const compiler = resolve("node_modules/typescript/bin/tsc");
  execFileSync(process.execPath, [compiler, "-b", folder], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  return readFileSync(join(folder, "program.d.ts"), "utf8");
}

test("headers may be missing in a program without exactOptionalPropertyTypes", () => {
  const declared = compile(`
import { type ClientAuth, connect } from "mortise";

declare const token: string | undefined;
const auth: ClientAuth = {
  headers: () => (token === undefined ? {} : { authorization: token }),
  onChallenge: async () => "fail",
  principal: () => "ann",
};
export const client = await connect("http://localhost/mcp", {
  headers: () => (token === undefined ? {} : { authorization: token }),
  auth,
});
`);
  expect(declared).toContain("client: ");
});

test("the emitted type of a server shows each tool's input and output, and no helper type", () => {
  expect(compile(PROGRAM)).toMatchInlineSnapshot(`
    "declare const shop: import("mortise").Server<{
        tools: {
            count_orders: {
                input: Record<string, never>;
                output: {
                    orders: number;
                };
            };
            get_customer: {
                input: {
                    id: string;
                    deep?: {
                        depth?: number | undefined;
                    } | undefined;
                };
                output: {
                    name: string;
                    status: "active" | "closed";
                };
            };
        };
        prompts: {
            summarize: {
                input: {
                    topic: string;
                };
            };
        };
    }, import("mortise").Principal>;
    export default shop;
    export declare const mounted: import("mortise").Server<{
        tools: {
            shop_count_orders: {
                input: Record<string, never>;
                output: {
                    orders: number;
                };
            };
            shop_get_customer: {
                input: {
                    id: string;
                    deep?: {
                        depth?: number | undefined;
                    } | undefined;
                };
                output: {
                    name: string;
                    status: "active" | "closed";
                };
            };
        };
        prompts: {
            shop_summarize: {
                input: {
                    topic: string;
                };
            };
        };
    }, import("mortise").Principal>;
    export declare const client: import("mortise").Client<import("mortise").Server<{
        tools: {
            shop_count_orders: {
                input: Record<string, never>;
                output: {
                    orders: number;
                };
            };
            shop_get_customer: {
                input: {
                    id: string;
                    deep?: {
                        depth?: number | undefined;
                    } | undefined;
                };
                output: {
                    name: string;
                    status: "active" | "closed";
                };
            };
        };
        prompts: {
            shop_summarize: {
                input: {
                    topic: string;
                };
            };
        };
    }, import("mortise").Principal>>;
    "
  `);
});

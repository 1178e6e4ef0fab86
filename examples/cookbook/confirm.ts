import { createServer, serve, ToolError } from "mortise";
import { z } from "zod";

const accounts = new Map([["A-1", { owner: "Ada", orders: 12 }]]);

const server = createServer({ name: "accounts", version: "1.0.0" }).tool(
  "delete_account",
  {
    description: "Delete an account and its orders; the user is asked first.",
    input: z.object({ id: z.string().describe("e.g. A-1") }),
    annotations: { destructiveHint: true },
  },
  async ({ id }, ctx) => {
    const account = accounts.get(id);
    if (!account) throw new ToolError(`There is no account ${id}`, { code: "not_found" });
    const answer = await ctx.elicit("confirm", {
      message: `Delete the account of ${account.owner} with ${account.orders} orders? Write its id.`,
      schema: z.object({ id: z.string() }),
    });
    if (answer.action !== "accept" || answer.content.id !== id) return "Nothing was deleted.";
    accounts.delete(id);
    return `The account ${id} is deleted.`;
  },
);

await serve(server);
export default server;

import type { Server } from "mortise";
import { createServer, ToolError } from "mortise";
import { z } from "zod";

const CUSTOMERS = Array.from({ length: 50 }, (_, index) => ({
  id: `C-${1000 + index}`,
  name: `Customer ${index}`,
  plan: index % 2 === 0 ? "pro" : "free",
}));

/** Creates a server whose tools produce every kind of outcome of a request. */
export function createSoakServer(): Server<unknown> {
  let grown = 0;
  const server = createServer({ name: "soak", version: "1.0.0", log: () => undefined })
    .tool(
      "get_customer",
      { description: "Looks a customer up", input: z.object({ id: z.string() }) },
      ({ id }) => {
        const found = CUSTOMERS.find((customer) => customer.id === id);
        if (!found) throw new ToolError(`No customer ${id}`, { code: "not_found" });
        return found;
      },
    )
    .tool("steps", { description: "Reports progress" }, async (_input, { progress, log }) => {
      for (let done = 1; done <= 3; done += 1) {
        progress(done, 3);
        log.info({ done });
        await null;
      }
      return "done";
    })
    .tool("ask", { description: "Asks the user" }, async (_input, ctx) => {
      const at = await ctx.step("clock", () => Date.now());
      const schema = z.object({ colour: z.enum(["red", "blue"]) });
      const answer = await ctx.elicit("colour", { message: "Which colour?", schema });
      return { at, answer };
    })
    .tool("crash", { description: "Fails inside" }, () => {
      throw new Error("a secret of the server");
    })
    .tool("hang", { description: "Waits to be given up" }, (_input, { signal, progress }) => {
      progress(1);
      return new Promise((_resolve, reject) =>
        signal.addEventListener("abort", () => reject(signal.reason)),
      );
    })
    .resource("docs://guide", {}, () => "# Guide")
    .resource("customers://{id}/notes", {}, ({ id }) => `Notes on ${id}`)
    .prompt(
      "summarize",
      { input: z.object({ id: z.string() }) },
      ({ id }) => `Summarize the notes on ${id}`,
    );
  return server.tool("change", { description: "Changes the catalogue" }, () => {
    grown += 1;
    if (grown % 2 === 1) server.tool("grown", { description: "Comes and goes" }, () => "");
    else server.remove("tools", "grown");
    server.resourceUpdated("docs://guide");
    return grown;
  });
}

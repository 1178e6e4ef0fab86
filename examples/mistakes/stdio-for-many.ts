import { createServer, serve } from "mortise";
import { apiKey } from "mortise/auth";
import { z } from "zod";

/** The callers by their keys; over stdio nothing asks for one. */
const auth = apiKey({
  verify: (key) => (key === process.env["DESK_KEY"] ? { id: "desk" } : undefined),
});

const server = createServer({ name: "shared-desk", version: "1.0.0", auth }).tool(
  "list_my_tickets",
  {
    description: "List the tickets that are assigned to the caller.",
    output: z.object({ caller: z.string(), tickets: z.array(z.string()) }),
    annotations: { readOnlyHint: true },
  },
  (_input, { auth: caller }) => ({ caller: caller?.id ?? "anonymous", tickets: ["SUP-2050"] }),
);

// The mistake: several users, and a transport that has one client and no keys.
await serve(server, { http: false });
export default server;

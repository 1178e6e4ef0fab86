// The smallest server of an author, whose bundle is measured.
import { createServer } from "@mortise/server";

const server = createServer({ name: "smallest", version: "1.0.0" }).tool(
  "greet",
  { description: "Greets", input: { type: "object", properties: { name: { type: "string" } } } },
  ({ name }) => `Hello ${name}`,
);

export default { fetch: server.fetch };

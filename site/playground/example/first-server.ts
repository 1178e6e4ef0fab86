import { createServer, serve } from "mortise";
import { z } from "zod";

const server = createServer({ name: "greeter", version: "1.0.0" }).tool(
  "greet",
  { description: "Greet a person by name.", input: z.object({ name: z.string() }) },
  ({ name }) => `Hello, ${name}!`,
);

await serve(server);
export default server;

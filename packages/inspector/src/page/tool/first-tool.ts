/** A whole server with one tool, as a server without tools is shown it. */
export const FIRST_TOOL = `import { createServer } from "mortise";
import { z } from "zod";

export default createServer({ name: "hello", version: "1.0.0" }).tool(
  "hello",
  {
    description: "Greet a person by name.",
    input: z.object({ name: z.string() }),
  },
  ({ name }) => \`Hello, \${name}\`,
);
`;

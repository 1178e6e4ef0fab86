import { createServer, serve } from "mortise";
import { bearerAuth } from "mortise/auth";

const server = createServer({
  name: "notes",
  version: "1.0.0",
  auth: bearerAuth({
    issuer: "https://id.example.com",
    audience: "https://tools.example.com/mcp",
    scopesSupported: ["notes:write"],
  }),
})
  .tool(
    "whoami",
    {
      description: "Name the caller by the subject of its token.",
      annotations: { readOnlyHint: true },
    },
    (_input, { auth }) => ({ subject: auth?.subject }),
  )
  .tool(
    "clear_notes",
    {
      description: "Delete all notes of the caller.",
      scopes: ["notes:write"],
      annotations: { destructiveHint: true },
    },
    (_input, { auth }) => ({ clearedFor: auth?.subject }),
  );

await serve(server); // node server.ts --http 3000
export default server;

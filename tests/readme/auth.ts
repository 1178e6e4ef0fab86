import { anyOf, apiKey, bearerAuth } from "@mortise/auth";
import { createServer } from "@mortise/server";

export const server = createServer({
  name: "notes",
  version: "1.0.0",
  auth: anyOf(
    // Tokens of your identity provider, after a sign-in.
    bearerAuth({ issuer: "https://id.example.com", resource: "https://tools.example.com/mcp" }),
    // A key that you hand out, for a program.
    apiKey({ keys: { reports: process.env["REPORTS_KEY"] ?? "a-key-of-16-letters" } }),
  ),
}).tool("whoami", { description: "Name the caller." }, (_input, { auth }) => auth?.id ?? "none");

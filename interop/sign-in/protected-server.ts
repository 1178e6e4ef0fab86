import { bearerAuth } from "@mortise/auth";
import { listen } from "@mortise/node";
import type { AuthProvider } from "@mortise/protocol";
import { createServer } from "@mortise/server";
import type { Listening } from "../process.ts";

/**
 * Starts our server at a port: every request needs the scope `read`, and `write` the scope `write`, which the metadata
 * leaves out, since some clients ask at their first login for all that they find there.
 */
export async function startProtectedServer(issuer: string, port: number): Promise<Listening> {
  const auth = bearerAuth({ issuer, scopes: ["read"], scopesSupported: ["read"] });
  return await startNotesServer(auth, port);
}

/** Starts our server at a port, behind an `auth` whose callers have scopes. */
export async function startNotesServer(auth: AuthProvider, port: number): Promise<Listening> {
  const server = createServer({ name: "notes", version: "1.0.0", auth, log: () => undefined })
    .tool(
      "whoami",
      { description: "Names the scopes of the caller", scopes: ["read"] },
      (_args, context) => [...(context.auth?.scopes ?? [])].sort().join(" "),
    )
    .tool("write", { description: "Writes a note", scopes: ["write"] }, () => "written");
  const { url, close } = await listen(server, { port });
  return { url, [Symbol.asyncDispose]: () => close() };
}

import { bearerAuth } from "@mortise/auth";
import { listen } from "@mortise/node";
import { createServer } from "@mortise/server";
import type { Listening } from "../process.ts";

/** Starts our server at a port: every request needs the scope `read`, and `write` the scope `write`. */
export async function startProtectedServer(issuer: string, port: number): Promise<Listening> {
  const auth = bearerAuth({ issuer, scopes: ["read"], scopesSupported: ["read", "write"] });
  const server = createServer({ name: "notes", version: "1.0.0", auth, log: () => undefined })
    .tool("whoami", { description: "Names the scopes of the caller" }, (_args, context) =>
      [...(context.auth?.scopes ?? [])].sort().join(" "),
    )
    .tool("write", { description: "Writes a note", scopes: ["write"] }, () => "written");
  const { url, close } = await listen(server, { port });
  return { url, [Symbol.asyncDispose]: () => close() };
}

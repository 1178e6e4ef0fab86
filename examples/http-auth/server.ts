import { serve } from "mortise";
import { bearerAuth } from "mortise/auth";
import { createNotesServer } from "./create-notes-server.ts";

// The authorization server that signs your users in, and the URL by which clients reach this server.
const { ISSUER = "https://id.example.com", RESOURCE } = process.env;
if (process.env["ISSUER"] === undefined) {
  process.stderr.write("ISSUER is not set, so that no token will do; node dev.ts needs none\n");
}

const server = createNotesServer(
  bearerAuth({
    issuer: ISSUER,
    ...(RESOURCE !== undefined && { audience: RESOURCE }),
    scopes: ["notes:read"],
    scopesSupported: ["notes:write"],
  }),
);

await serve(server); // node server.ts --http 3000
export default server;

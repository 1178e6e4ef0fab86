// The server with an authorization server of its own, for this computer alone: a page asks which user to be.
import { devAuth } from "@mortise/auth-server";
import { listen } from "mortise";
import { createNotesServer } from "./create-notes-server.ts";

const auth = await devAuth({ users: ["alice", "bob"] });
const { url } = await listen(createNotesServer(auth), {
  port: Number(process.env["PORT"] ?? 3000),
});
process.stdout.write(`${url}\nTry: npx mortise list ${url}\n`);

// A server without keys, made at module level as the field's examples make it, one with an `auth` at /guarded, and the
// findings of auth.ts at /auth.
// Neither needs a module of Node, so that they need no compatibility flag of a runtime.
import type { AuthProvider } from "@mortise/protocol";
import { createFetchHandler, createServer } from "@mortise/server";
import { answerAuth } from "./auth.ts";

const NAME = { type: "object", properties: { name: { type: "string" } } } as const;

const server = createServer({ name: "plain", version: "1.0.0" })
  .tool("greet", { description: "Greets", input: NAME }, ({ name }) => `Hello ${name}`)
  .tool("ask", { description: "Asks for a name" }, async (_input, { elicit }) => {
    const answer = await elicit("name", { message: "Your name?", schema: NAME });
    return answer.action;
  })
  .resource("docs://guide", {}, () => "# Guide");

const auth: AuthProvider = {
  authenticate: async ({ header }) => {
    if (header("authorization") === "Bearer good") return { principal: { id: "ann" } };
    return { status: 401, message: "Send a token", headers: [["www-authenticate", "Bearer"]] };
  },
};

const guarded = createServer({ name: "guarded", version: "1.0.0", auth }).tool(
  "whoami",
  { description: "Returns the caller" },
  (_input, context) => context.auth?.id ?? "none",
);

const answerGuarded = createFetchHandler(guarded, { path: "/guarded" });

export default {
  fetch(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname === "/auth") return answerAuth();
    return pathname === "/guarded" ? answerGuarded(request) : server.fetch(request);
  },
};

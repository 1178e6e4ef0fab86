import type { AuthProvider, Principal } from "@mortise/protocol";
import { subjectId } from "@mortise/protocol";
import { expect, expectTypeOf, test } from "vitest";
import { callFetch } from "../middleware/fixture/call-fetch.ts";
import { createServer } from "../server.ts";

/** A caller as an OAuth provider makes it: it can get tokens for other services, and hides its own. */
class TokenCaller implements Principal {
  readonly id: string;
  readonly issuer = "https://login.example";
  readonly subject: string;
  readonly #token: string;

  constructor(subject: string, token: string) {
    this.id = subjectId(this.issuer, subject);
    this.subject = subject;
    this.#token = token;
  }

  async exchange(audience: string): Promise<string> {
    return `${audience}:${this.#token.length}`;
  }
}

const auth: AuthProvider<TokenCaller> = {
  authenticate: async ({ header }) => ({
    principal: new TokenCaller("ann", header("authorization") ?? ""),
  }),
};

test("the members that auth adds to a principal reach ctx.auth, typed, and the token does not", async () => {
  const server = createServer({ name: "s", version: "1", auth }).tool(
    "t",
    { description: "d" },
    async (_input, ctx) => {
      expectTypeOf(ctx.auth).toExtend<TokenCaller | undefined>();
      return { token: await ctx.auth?.exchange("crm"), caller: { ...ctx.auth } };
    },
  );
  const headers = { authorization: "Bearer secret" };
  const params = { name: "t" };
  const response = await callFetch(server, "tools/call", params, { headers });
  const text = await response.text();
  expect(JSON.parse(text).result.structuredContent).toEqual({
    token: "crm:13",
    caller: { id: "https://login.example#ann", issuer: "https://login.example", subject: "ann" },
  });
  expect(text).not.toContain("secret");
});

test("prompts and resources know the caller too, and a plain server's is a principal", () => {
  createServer({ name: "s", version: "1", auth })
    .prompt("p", {}, (_input, ctx) => {
      expectTypeOf(ctx.auth?.exchange).toExtend<
        ((audience: string) => Promise<string>) | undefined
      >();
      return "";
    })
    .resource("docs://{page}", {}, (_variables, ctx) => {
      expectTypeOf(ctx.auth?.exchange).toExtend<
        ((audience: string) => Promise<string>) | undefined
      >();
      return "";
    });
  createServer({ name: "s", version: "1" }).tool("t", { description: "d" }, (_input, ctx) => {
    expectTypeOf(ctx.auth).toEqualTypeOf<Principal | undefined>();
    return "";
  });
});

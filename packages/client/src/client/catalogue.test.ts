import { expectTypeOf, test } from "vitest";
import type { ToolResult } from "../tool/tool-result.ts";
import type { Client } from "./client.ts";

interface Server {
  readonly "~catalogue": {
    readonly tools: {
      readonly greet: { input: { name: string; loud?: boolean }; output: { greeting: string } };
      readonly now: { input: { zone?: string }; output: unknown };
    };
    readonly prompts: { readonly summarize: { input: { ticket: string } } };
    readonly resources: Record<never, never>;
  };
}

test("names, arguments and results are typed by the server's catalogue", () => {
  const check = (client: Client<Server>): void => {
    expectTypeOf(client.callTool("greet", { name: "Ada" })).resolves.toEqualTypeOf<
      ToolResult<{ greeting: string }>
    >();
    void client.callTool("now");
    void client.callTool("now", {}, { timeout: "5s" });
    void client.getPrompt("summarize", { ticket: "T-1" });
    // @ts-expect-error the argument `name` is missing
    void client.callTool("greet");
    // @ts-expect-error the argument `name` is a string
    void client.callTool("greet", { name: 1 });
    // @ts-expect-error there is no such tool
    void client.callTool("shout", {});
    // @ts-expect-error there is no such prompt
    void client.getPrompt("translate", {});
  };
  expectTypeOf(check).toBeFunction();
});

test("without a catalogue every name and argument is allowed", () => {
  const check = (client: Client): void => {
    void client.callTool("anything");
    expectTypeOf(client.callTool("anything", { a: 1 })).resolves.toEqualTypeOf<ToolResult>();
    void client.getPrompt("anything", { a: "1" });
  };
  expectTypeOf(check).toBeFunction();
});

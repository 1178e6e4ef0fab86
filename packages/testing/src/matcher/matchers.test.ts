import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Client } from "@mortise/client";
import { connect } from "@mortise/client";
import { ToolError } from "@mortise/protocol";
import type { Server } from "@mortise/server";
import { createServer } from "@mortise/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { MortiseMatchers } from "./matchers.ts";
import { mortiseMatchers } from "./matchers.ts";

declare module "vitest" {
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown>
    extends MortiseMatchers<R> {}
}

expect.extend(mortiseMatchers);

const shop = (input: object = {}): Server<unknown> =>
  createServer({ name: "shop", version: "1.0.0", log: () => undefined })
    .tool(
      "get_order",
      { description: "One order", input: { type: "object", ...input }, output: { type: "object" } },
      () => ({ order_id: "O-7", total: 40 }),
    )
    .tool("greet", { description: "Greets" }, () => "Hello")
    .tool("refuse", { description: "Refuses" }, () => {
      throw new ToolError("No order O-9", { code: "not_found" });
    })
    .resource("docs://guide", { description: "Guide" }, () => "Read me")
    .resource("docs://{id}", { description: "Any" }, ({ id }) => id)
    .prompt("ask", { description: "Asks" }, () => "What is it?");

let client: Client;
let folder: string;

beforeAll(async () => {
  client = await connect<unknown>(shop());
  folder = await mkdtemp(join(tmpdir(), "mortise-contract-"));
});

afterAll(async () => {
  await client.close();
  await rm(folder, { recursive: true });
});

/** The message of a check that must fail. */
function failureOf(check: () => void): string {
  try {
    check();
  } catch (error) {
    return (error as Error).message;
  }
  return "It did not fail";
}

describe("results of calls", () => {
  test("a result that is a success, and one that is not", async () => {
    const [good, bad] = await Promise.all([client.callTool("greet"), client.callTool("refuse")]);
    expect(good).toSucceed();
    expect(bad).not.toSucceed();
    expect(failureOf(() => expect(bad).toSucceed())).toContain("The call failed: ");
    expect(failureOf(() => expect(bad).toSucceed())).toContain("No order O-9");
    expect(failureOf(() => expect(good).not.toSucceed())).toBe("The call succeeded: Hello");
  });

  test("a failure has a code and a text", async () => {
    const [good, bad] = await Promise.all([client.callTool("greet"), client.callTool("refuse")]);
    expect(bad).toFailWith("not_found");
    expect(bad).toFailWith(/No order O-\d/g);
    expect(bad).not.toFailWith("forbidden");
    expect(good).not.toFailWith("not_found");
    expect(failureOf(() => expect(bad).toFailWith("forbidden"))).toMatch(
      /to fail with the code forbidden, and it failed with the code not_found: .*No order O-9/,
    );
    expect(failureOf(() => expect(good).toFailWith("not_found"))).toBe(
      "The call was to fail with the code not_found, and it succeeded: Hello",
    );
  });

  test("a request that is rejected fails with its code too", async () => {
    await expect(client.callTool("nothing")).rejects.toFailWith(-32602);
    await expect(client.readResource("other://x")).rejects.toFailWith(/other:\/\/x/);
    const closed = await connect<unknown>(shop());
    await closed.close();
    await expect(closed.listTools()).rejects.toFailWith("CLOSED");
  });

  test("texts of results, resources and prompts", async () => {
    expect(await client.callTool("greet")).toHaveText("Hello");
    expect(await client.readResource("docs://guide")).toHaveText("Read me");
    expect(await client.getPrompt("ask")).toHaveText(/what/i);
    expect(await client.callTool("greet")).not.toHaveText("Hell");
    const result = await client.callTool("greet");
    expect(failureOf(() => expect(result).toHaveText("Bye"))).toBe(
      'The text was to be "Bye", and it is "Hello"',
    );
  });

  test("structured content, with asymmetric matchers in it", async () => {
    const order = await client.callTool("get_order");
    expect(order).toHaveStructured({ order_id: "O-7", total: expect.any(Number) });
    expect(order).not.toHaveStructured({ order_id: "O-7" });
    expect(failureOf(() => expect(order).toHaveStructured({ order_id: "O-8" }))).toBe(
      'The structured content was to equal {"order_id":"O-8"}, and it is {"order_id":"O-7","total":40}',
    );
    const greeting = await client.callTool("greet");
    expect(failureOf(() => expect(greeting).toHaveStructured({}))).toBe(
      "The result has no structured content; it says: Hello",
    );
  });

  test("a value that is not a result fails the test, with .not as well", () => {
    const other = { contents: 1 };
    for (const check of [
      () => expect(other).toSucceed(),
      () => expect(other).not.toSucceed(),
      () => expect(other).not.toFailWith("x"),
      () => expect(undefined).not.toHaveStructured({}),
    ]) {
      expect(failureOf(check)).toContain("is no result of a tool call");
    }
    expect(failureOf(() => expect(7).not.toHaveText("x"))).toContain("There is no text in 7");
  });
});

describe("a catalogue", () => {
  test("by a client and by a server", async () => {
    for (const source of [client, shop()]) {
      await expect(source).toOfferTool("greet");
      await expect(source).toOfferPrompt("ask");
      await expect(source).toOfferResource("docs://guide");
      await expect(source).toOfferResource("docs://{id}");
      await expect(source).not.toOfferTool("delete_order");
    }
    await expect(expect(client).toOfferTool("delete_order")).rejects.toThrow(
      "The tool delete_order was to be offered; offered are: get_order, greet, refuse",
    );
    await expect(expect("shop").toOfferTool("greet")).rejects.toMatchObject({
      code: "INVALID_OPTION",
    });
  });
});

describe("the contract in a file", () => {
  const optional = { properties: { order_id: { type: "string" } } };
  const required = { ...optional, required: ["order_id"] };

  test("is written the first time, and compared afterwards", async () => {
    const file = join(folder, "new", "shop.json");
    await expect(shop(optional)).toKeepContract(file, { update: "compatible" });
    const text = await readFile(file, "utf8");
    expect(JSON.parse(text)).toMatchObject({
      format: 1,
      server: "shop",
      tools: { get_order: { inputSchema: optional } },
      resources: { "docs://guide": { name: expect.any(String) } },
      templates: { "docs://{id}": {} },
      prompts: { ask: { description: "Asks" } },
    });
    await expect(shop(optional)).toKeepContract(file, { update: "nothing" });
    await using open = await connect<unknown>(shop(optional));
    await expect(open).toKeepContract(new URL(`file://${file}`), { update: "nothing" });
    expect(await readFile(file, "utf8")).toBe(text);
  });

  test("fails with a sentence for each change that breaks callers, and stays as it was", async () => {
    const file = join(folder, "broken.json");
    await expect(shop(optional)).toKeepContract(file, { update: "compatible" });
    const before = await readFile(file, "utf8");
    const broken = shop(required).tool("new_one", { description: "New" }, () => "");
    await expect(expect(broken).toKeepContract(file, { update: "compatible" })).rejects.toThrow(
      [
        `Callers that rely on ${file} would break:`,
        "- tool get_order: argument order_id became required",
        "These changes break no caller:",
        "- tool new_one was added",
        "If this is intended, run the test once with UPDATE_CONTRACTS=1 (vitest: -u), and inform your callers.",
      ].join("\n"),
    );
    expect(await readFile(file, "utf8")).toBe(before);
    await expect(broken).toKeepContract(file, { update: "everything" });
    expect(await readFile(file, "utf8")).toContain('"required"');
  });

  test("grows with changes that break no caller, unless nothing may be written", async () => {
    const file = join(folder, "growing.json");
    await expect(shop()).toKeepContract(file, { update: "compatible" });
    const grown = (): Server<unknown> => shop().tool("new_one", { description: "New" }, () => "");
    await expect(expect(grown()).toKeepContract(file, { update: "nothing" })).rejects.toThrow(
      `The contract in ${file} is outdated:\n- tool new_one was added\nRun the test without CI in the environment, and commit the file.`,
    );
    await expect(grown()).toKeepContract(file, { update: "compatible" });
    expect(await readFile(file, "utf8")).toContain("new_one");
  });

  test("lies beside the test, and is replaced when the runner updates its snapshots", async () => {
    const context = {
      equals: () => false,
      testPath: join(folder, "shop.test.ts"),
      snapshotState: { _updateSnapshot: "all" },
    };
    const keep = mortiseMatchers.toKeepContract;
    await keep.call(context, shop(optional), "./beside.json");
    await keep.call(context, shop(required), "./beside.json");
    expect(await readFile(join(folder, "beside.json"), "utf8")).toContain('"required"');
  });

  test("is missing or unreadable", async () => {
    const missing = join(folder, "missing.json");
    await expect(expect(shop()).toKeepContract(missing, { update: "nothing" })).rejects.toThrow(
      `There is no contract in ${missing} yet.`,
    );
    const other = join(folder, "other.json");
    await writeFile(other, '{"format":2}');
    await expect(expect(shop()).toKeepContract(other)).rejects.toMatchObject({
      code: "INVALID_OPTION",
    });
    await expect(expect(shop()).not.toKeepContract(other)).rejects.toThrow("leave .not out");
  });
});

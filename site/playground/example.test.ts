import { connect } from "mortise";
import { expect, test } from "vitest";
import { compile } from "./compile.ts";
import askTheUser from "./example/ask-the-user.ts";
import firstServer from "./example/first-server.ts";
import image from "./example/image.ts";
import progress from "./example/progress.ts";
import resourcesAndPrompts from "./example/resources-and-prompts.ts";
import resultsAndErrors from "./example/results-and-errors.ts";
import { EXAMPLES } from "./example.ts";

test.each(EXAMPLES)("the playground can run the imports of $title", ({ program }) => {
  expect(compile(program).specifiers).toEqual(["mortise", "zod"]);
});

test("ten lines greet", async () => {
  await using client = await connect(firstServer);
  expect((await client.callTool("greet", { name: "Ada" })).text).toBe("Hello, Ada!");
});

test("results are checked, and errors say what to do or nothing", async () => {
  await using client = await connect(resultsAndErrors);
  const found = await client.callTool("get_customer", { customer_id: "C-1042" });
  expect(found.structured).toEqual({ name: "Sarah Chen", plan: "Pro", seats: 12 });
  const missing = await client.callTool("get_customer", { customer_id: "C-1" });
  expect(missing).toMatchObject({
    isError: true,
    text: expect.stringContaining("No customer C-1"),
  });
  const { text } = await client.callTool("set_plan", { customer_id: "C-1043", plan: "Pro" });
  expect(text).toBe("Omar Haddad is on Pro now, with 5 seats.");
  expect((await client.callTool("crash")).text).not.toContain("hunter2");
});

test.each(["2026-07-28", "2025-11-25"] as const)("the user is asked on %s", async (revision) => {
  const elicit = () => ({ action: "accept" as const, content: { guests: 4 } });
  await using client = await connect(askTheUser, { revision, elicit });
  const { structured } = await client.callTool("book_table", { restaurant: "Oak" });
  expect(structured).toEqual({ restaurant: "Oak", guests: 4, time: "evening" });
});

test("resources and prompts are read", async () => {
  await using client = await connect(resourcesAndPrompts);
  expect(await client.callTool("add_note", { text: "Tea" })).toMatchObject({
    structured: { id: "N-3", text: "Tea" },
  });
  const { contents } = await client.readResource("notes://note/N-3");
  expect(contents).toMatchObject([{ text: "Tea" }]);
  const { messages } = await client.getPrompt("summarize", { style: "in one line" });
  expect(messages).toHaveLength(1);
});

test("progress arrives, and the call can be cancelled", async () => {
  await using client = await connect(progress);
  const seen: (string | undefined)[] = [];
  const abort = new AbortController();
  const call = client.callTool(
    "write_report",
    { chapters: 100 },
    {
      signal: abort.signal,
      onProgress: ({ message }) => {
        seen.push(message);
        abort.abort();
      },
    },
  );
  await expect(call).rejects.toMatchObject({ code: "ABORTED" });
  expect(seen).toEqual(["chapter 1"]);
});

test("the image is one", async () => {
  await using client = await connect(image);
  const { content } = await client.callTool("draw_bars", { values: [30, 70] });
  expect(content).toMatchObject([
    { type: "text", text: "2 bars:" },
    { type: "image", mimeType: "image/svg+xml" },
  ]);
});

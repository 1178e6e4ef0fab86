import { connect } from "mortise";
import "mortise/vitest";
import { expect, test } from "vitest";
import server from "./server.ts";

test("a note that was added is found, by its id and by its words", async () => {
  await using client = await connect(server);
  const added = await client.callTool("add_note", { text: "Buy milk" });
  const { id } = added.structured ?? { id: "" };

  expect(await client.callTool("get_note", { id })).toHaveStructured({ id, text: "Buy milk" });
  const found = await client.callTool("search_notes", { words: "MILK" });
  expect(found).toHaveStructured({ notes: [{ id, text: "Buy milk" }] });
});

test("a note that does not exist is an error for the model, with a code", async () => {
  await using client = await connect(server);
  expect(await client.callTool("get_note", { id: "N-99" })).toFailWith("not_found");
});

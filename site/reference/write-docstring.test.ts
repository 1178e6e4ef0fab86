import { expect, test } from "vitest";
import { firstSentence, writeDocstring } from "./write-docstring.ts";

const find = (name: string): string | undefined =>
  name.startsWith("Server") ? `#${name.replace(".", "-")}` : undefined;

test("a docstring becomes Markdown with links to what is known", () => {
  const comment = [
    "*",
    " * Runs a {@link Server} of {@link ServerOptions.name}, as {@link Foreign} does.",
    " *",
    " * @param name - its name",
    " * @throws MortiseError `CLOSED`",
    " ",
  ].join("\n");
  expect(writeDocstring(comment, find)).toBe(
    [
      "Runs a [`Server`](#Server) of [`ServerOptions.name`](#ServerOptions-name), as `Foreign` does.",
      "",
      "",
      "**`name`** its name",
      "",
      "**Throws** MortiseError `CLOSED`",
    ].join("\n"),
  );
});

test("the first sentence is that of the first paragraph", () => {
  expect(firstSentence("Runs it, e.g. once,\nand ends. Then more.\n\nLast.")).toBe(
    "Runs it, e.g. once, and ends.",
  );
  expect(firstSentence("Opens one of these:\n\n- a")).toBe("Opens one of these.");
});

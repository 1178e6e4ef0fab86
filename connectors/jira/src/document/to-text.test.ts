import { expect, test } from "vitest";
import { toDocument } from "./to-document.ts";
import { toText } from "./to-text.ts";

const text = (value: string, marks?: unknown[]) => ({ type: "text", text: value, marks });
const paragraph = (...content: unknown[]) => ({ type: "paragraph", content });
const doc = (...content: unknown[]) => ({ type: "doc", version: 1, content });
const item = (...content: unknown[]) => ({ type: "listItem", content });

test("plain text survives the way there and back", () => {
  const plain = "First line\nsecond line\n\nSecond paragraph";
  expect(toText(toDocument(plain))).toBe(plain);
  expect(toDocument("\r\n \n\n").content).toEqual([]);
});

test("lists, code, quotes, tables, links and mentions read as people expect", () => {
  const document = doc(
    { type: "heading", attrs: { level: 2 }, content: [text("Steps")] },
    {
      type: "orderedList",
      content: [item(paragraph(text("Open"))), item(paragraph(text("Shut")))],
    },
    {
      type: "bulletList",
      content: [
        item(paragraph(text("a")), { type: "bulletList", content: [item(paragraph(text("b")))] }),
      ],
    },
    { type: "codeBlock", content: [text("x = 1")] },
    { type: "blockquote", content: [paragraph(text("said"))] },
    paragraph(
      { type: "mention", attrs: { id: "1", text: "@Priya" } },
      text(" see "),
      text("the page", [{ type: "link", attrs: { href: "https://a.example" } }]),
      { type: "hardBreak" },
      { type: "inlineCard", attrs: { url: "https://b.example" } },
    ),
    {
      type: "table",
      content: [
        {
          type: "tableRow",
          content: [
            { type: "tableHeader", content: [paragraph(text("k"))] },
            { type: "tableCell", content: [paragraph(text("v"))] },
          ],
        },
      ],
    },
    { type: "mediaSingle", content: [{ type: "media", attrs: {} }] },
    { type: "panel", content: [paragraph(text("note"))] },
  );
  expect(toText(document).split("\n\n")).toEqual([
    "Steps",
    "1. Open\n2. Shut",
    "- a\n  - b",
    "```\nx = 1\n```",
    "> said",
    "@Priya see the page (https://a.example)\nhttps://b.example",
    "k | v",
    "[attachment]",
    "note",
  ]);
});

test("a value that is not a document has no text", () => {
  expect(toText(null)).toBe("");
  expect(toText("plain")).toBe("");
  expect(toText(doc(null, { type: "unknown" }, { type: "emoji" }))).toBe("");
});

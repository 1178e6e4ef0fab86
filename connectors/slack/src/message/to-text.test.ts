import { expect, test } from "vitest";
import { toMarkup } from "./to-markup.ts";
import { findMentions, toText } from "./to-text.ts";

const nameOf = (id: string) => ({ U01: "Priya" })[id] ?? id;

test("people, channels, groups, dates and links read as people expect", () => {
  const markup =
    "<@U01> and <@U02|Leo> in <#C01|support> and <#C02>: <https://a.example|the page>, <https://b.example>, <mailto:x@a.example|x@a.example>, <!here>, <!subteam^S01|@billing>, <!date^1763800000^{date}|today>";
  expect(toText(markup, nameOf)).toBe(
    "@Priya and @Leo in #support and #C02: the page (https://a.example), https://b.example, x@a.example, @here, @billing, today",
  );
  expect(findMentions(markup)).toEqual(["U01"]);
});

test("entities are decoded once", () => {
  expect(toText("a &lt;b&gt; &amp;lt; c", nameOf)).toBe("a <b> &lt; c");
});

test("a posted text shows as it is, and mentions single users only", () => {
  expect(toMarkup("a < b & c <!channel> <@U0123ABCD>")).toBe(
    "a &lt; b &amp; c &lt;!channel&gt; <@U0123ABCD>",
  );
});

import { describe, expect, test } from "vitest";
import type { FilePart, TextPart, ToolOutput } from "../conversation/message.ts";
import { ResultStore } from "./result-store.ts";

const text = (value: string): ToolOutput => ({ type: "text", value });

function writtenIn(output: ToolOutput): string {
  return String(output.value);
}

describe("a result that fits", () => {
  test.each<ToolOutput>([
    text("x".repeat(10)),
    { type: "json", value: [1, 2, 3] },
    { type: "error-text", value: "no" },
    { type: "content", value: [{ type: "text", text: "short" }] },
  ])("goes through as it is: %j", (output) => {
    const store = new ResultStore(10);
    expect(store.cap(output)).toEqual(output);
    expect(store.hasResults).toBe(false);
  });
});

describe("a result that is too long", () => {
  test("is cut, with a note on how to read on", () => {
    const store = new ResultStore(10);
    expect(writtenIn(store.cap(text("0123456789abc")))).toBe(
      '0123456789\n[characters 0 to 10 of 13; call read_more with {"id":"r1","offset":10} to read on]',
    );
    expect(store.hasResults).toBe(true);
  });

  test("is read on to its end", () => {
    const store = new ResultStore(10);
    store.cap(text("0123456789abc"));
    expect(store.read("r1", 10)).toEqual(text("abc\n[characters 10 to 13 of 13; this is the end]"));
  });

  test("of JSON becomes text", () => {
    const store = new ResultStore(10);
    expect(store.cap({ type: "json", value: { name: "Sarah Chen" } })).toEqual(
      text(
        '{"name":"S\n[characters 0 to 10 of 21; call read_more with {"id":"r1","offset":10} to read on]',
      ),
    );
  });

  test("of an error stays an error", () => {
    const store = new ResultStore(10);
    expect(store.cap({ type: "error-text", value: "x".repeat(11) }).type).toBe("error-text");
  });

  test("of content is cut in its texts, and keeps its files", () => {
    const store = new ResultStore(10);
    const file = {
      type: "file",
      mediaType: "image/png",
      data: { type: "data", data: "x".repeat(100) },
    } as const;
    const capped = store.cap({
      type: "content",
      value: [file, { type: "text", text: "y".repeat(11) }],
    });
    expect(capped).toMatchObject({
      type: "content",
      value: [file, { type: "text", text: expect.stringContaining("read_more") }],
    });
  });
});

describe("texts and files of one result", () => {
  const file = (size: number): FilePart => ({
    type: "file",
    mediaType: "image/png",
    data: { type: "data", data: "x".repeat(size) },
  });
  const said = (value: string): TextPart => ({ type: "text", text: value });
  const capped = (...value: readonly (TextPart | FilePart)[]): readonly (TextPart | FilePart)[] => {
    const output = new ResultStore(10).cap({ type: "content", value });
    return output.type === "content" ? output.value : [];
  };

  test("share one page of text, which stands in place of the first", () => {
    expect(capped(file(1), said("01234"), file(2), said("56789"))).toEqual([
      file(1),
      said(
        '01234\n5678\n[characters 0 to 10 of 11; call read_more with {"id":"r1","offset":10} to read on]',
      ),
      file(2),
    ]);
  });

  test("that fit together stay as they are", () => {
    expect(capped(said("01234"), file(1), said("5678"))).toEqual([
      said("01234"),
      file(1),
      said("5678"),
    ]);
  });

  test("are twenty files at most", () => {
    const types = capped(...Array.from({ length: 21 }, () => file(1))).map(({ type }) => type);
    expect(types.filter((type) => type === "file")).toHaveLength(20);
    expect(types.at(-1)).toBe("text");
  });

  test("have files of 20 million characters together at most", () => {
    const types = capped(file(19_999_999), file(2), file(1)).map(({ type }) => type);
    expect(types).toEqual(["file", "text", "file"]);
  });
});

describe("a page ends between two characters", () => {
  const store = new ResultStore(10);
  const first = store.cap(text(`${"a".repeat(9)}😀b`));

  test("so that no half of one is shown", () => {
    expect(writtenIn(first)).toMatch(/^a{9}\n\[characters 0 to 9 of 12/);
    expect(writtenIn(store.read("r1", 9))).toMatch(/^😀b\n/);
  });

  test("also when the model asks for the middle of one", () => {
    expect(writtenIn(store.read("r1", 10))).toMatch(/^😀b\n\[characters 9 to 12/);
  });

  test("and after at least one", () => {
    const narrow = new ResultStore(1);
    expect(writtenIn(narrow.cap(text("😀😀")))).toMatch(/^😀\n\[characters 0 to 2 of 4/);
  });
});

describe("reading on", () => {
  const store = new ResultStore(10);
  store.cap(text("0123456789abc"));

  test.each<[number, string]>([
    [0, "0123456789"],
    [12, "c"],
    [13, ""],
    [99, ""],
    [-5, "0123456789"],
    [1.9, "123456789a"],
    [Number.NaN, "0123456789"],
  ])("from %d", (offset, expected) => {
    expect(writtenIn(store.read("r1", offset)).split("\n[")[0]).toBe(expected);
  });

  test("in a result that is not there is an error that says what to do", () => {
    expect(store.read("r9", 0)).toEqual({
      type: "error-text",
      value: 'No stored result "r9"; it may have been dropped. Call the tool again.',
    });
  });
});

describe("the limit of kept results", () => {
  test("is 32: the oldest is dropped first", () => {
    const store = new ResultStore(1);
    for (let index = 0; index < 32; index++) store.cap(text("xx"));
    expect(store.read("r1", 0).type).toBe("text");
    store.cap(text("xx"));
    expect(store.read("r1", 0).type).toBe("error-text");
    expect(store.read("r2", 0).type).toBe("text");
    expect(store.read("r33", 0).type).toBe("text");
  });

  test("is 16 million characters together", () => {
    const store = new ResultStore(1);
    store.cap(text("x".repeat(8_000_000)));
    store.cap(text("y".repeat(8_000_000)));
    expect(store.read("r1", 0).type).toBe("text");
    store.cap(text("zz"));
    expect(store.read("r1", 0).type).toBe("error-text");
    expect(store.read("r2", 0).type).toBe("text");
  });

  test("never drops the result that came last, however long it is", () => {
    const store = new ResultStore(1);
    store.cap(text("x"));
    store.cap(text("x".repeat(17_000_000)));
    expect(store.read("r1", 0).type).toBe("text");
  });
});

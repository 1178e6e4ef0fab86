import { describe, expect, test } from "vitest";
import type { FilePart } from "../conversation/message.ts";
import { readFile } from "./read-file.ts";

const PNG = "iVBORw0KGgoAAAANSUhEUgAA";

function file(data: string, mediaType = "image/png"): FilePart {
  return { type: "file", mediaType, data: { type: "data", data } };
}

test("a file that is right is the very same", () => {
  const given = file(PNG);
  expect(readFile(given)).toEqual({ file: given });
  expect((readFile(given) as { file: FilePart }).file).toBe(given);
});

describe("the data become plain base64", () => {
  test.each<[string, string, string]>([
    ["a data: URL", `data:image/png;base64,${PNG}`, PNG],
    ["line breaks", "iVBORw0K\r\nGgoAAAAN", "iVBORw0KGgoAAAAN"],
    ["the URL alphabet", "-_-_", "+/+/"],
    ["no padding", "YQ", "YQ=="],
    ["too much padding", "YQ====", "YQ=="],
  ])("%s", (_name, data, expected) => {
    expect(readFile(file(data, "image/x"))).toMatchObject({ file: { data: { data: expected } } });
  });

  test.each<[string, string]>([
    ["", "its data are empty"],
    ["data:image/png;base64,", "its data are empty"],
    ["!!!!", "its data are not base64"],
    ["YQ==YQ==", "its data are not base64"],
    ["abcde", "its data are not base64"],
  ])("%j is refused: %s", (data, problem) => {
    expect(readFile(file(data))).toEqual({ problem });
  });
});

describe("the type is the registered one", () => {
  test.each<[string, string, string]>([
    ["image/jpg", "aaaa", "image/jpeg"],
    ["IMAGE/PNG; q=1", "aaaa", "image/png"],
    ["application/x-pdf", "aaaa", "application/pdf"],
    ["image/png", "/9j/4AAQ", "image/jpeg"],
    ["image/jpeg", PNG, "image/png"],
    ["image/png", "R0lGODlh", "image/gif"],
    ["image/png", "UklGRiQAAABXRUJQVlA4", "image/webp"],
    ["audio/wav", "UklGRg==", "audio/wav"],
  ])("%s of %s is %s", (named, data, mediaType) => {
    expect(readFile(file(data, named))).toMatchObject({ file: { mediaType } });
  });

  test("the data: URL gives it unless it is named", () => {
    expect(readFile(file("data:image/gif;base64,aaaa", ""))).toMatchObject({
      file: { mediaType: "image/gif" },
    });
  });
});

import { expect, test } from "vitest";
import { assertAnnotations } from "./assert-annotations.ts";

test.each([
  [
    { readonlyHint: true },
    'Tool t under annotations has no option "readonlyHint"; did you mean "readOnlyHint"?',
  ],
  [{ readOnlyHint: "yes" }, 'Tool t under annotations: readOnlyHint takes a boolean, not "yes"'],
  [{ title: 1 }, "Tool t under annotations: title takes a string, not 1"],
  [["readOnlyHint"], "Tool t under annotations takes an object, such as { readOnlyHint: true }"],
])("%j is refused", (annotations, message) => {
  expect(() => assertAnnotations(annotations, "t")).toThrow(
    expect.objectContaining({ code: "INVALID_DEFINITION", message }),
  );
});

test("the hints of the protocol are accepted", () => {
  expect(() => assertAnnotations(undefined, "t")).not.toThrow();
  expect(() =>
    assertAnnotations({ readOnlyHint: true, title: "T", openWorldHint: undefined }, "t"),
  ).not.toThrow();
});

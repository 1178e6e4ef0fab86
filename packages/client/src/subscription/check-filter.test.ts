import { expect, test } from "vitest";
import { checkFilter } from "./check-filter.ts";

const LISTEN =
  "listen takes the changes to wait for, such as { toolsListChanged: true } or { resourceSubscriptions: [uri] }";

test.each([
  [
    { toolListChanged: true },
    'The filter of listen has no "toolListChanged"; did you mean "toolsListChanged"?',
  ],
  [
    { resourceSubscription: ["a://1"] },
    'The filter of listen has no "resourceSubscription"; did you mean "resourceSubscriptions"?',
  ],
  [{ resourceSubscriptions: "a://1" }, "resourceSubscriptions takes a list of URIs, such as [uri]"],
  [
    { toolsListChanged: "yes" },
    'toolsListChanged of the filter of listen is true or false, not "yes"',
  ],
  ["tools", LISTEN],
  [undefined, LISTEN],
  [["a://1"], LISTEN],
])("a filter that would wait for nothing is refused: %j", (filter, message) => {
  expect(() => checkFilter(filter)).toThrow(
    expect.objectContaining({ code: "INVALID_OPTION", message }),
  );
});

test("members of extensions are sent as they are", () => {
  const filter = { toolsListChanged: true, tasksListChanged: true, taskIds: ["t-1"] };
  expect(() => checkFilter(filter)).not.toThrow();
});

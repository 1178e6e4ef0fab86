import { expect, test } from "vitest";
import { parseAddress } from "../address/address.ts";
import { paneAfter, paneOf } from "./pane-of.ts";

const at = (place: string) => {
  const url = new URL(place, "http://localhost");
  return parseAddress("/", url.pathname, url.search);
};

test.each([
  ["/", "list"],
  ["/s/a/tools", "list"],
  ["/s/a/tools/echo", "main"],
  ["/s/a/tools/echo?view=schema", "main"],
  ["/s/a/tasks/t-1", "main"],
  ["/s/a/tools/echo?call=call-1", "result"],
  ["/s/a/tools?call=call-1", "result"],
  ["/s/a/tools/echo?call=call-1&row=7", "wire"],
  ["/s/a/tools?log=call%3Acall-1", "wire"],
  ["/s/a/tools?wire=full", "wire"],
])("%s is shown by the pane %s", (place, pane) => {
  expect(paneOf(at(place))).toBe(pane);
});

test.each([
  ["/s/a/tools/echo", "/s/a/tools/greet", "main"],
  ["/s/a/tools/echo?call=call-1", "/s/a/tools/echo?call=call-2", "result"],
  // A frame that is looked at meanwhile does not hide the result of a new call.
  ["/s/a/tools/echo?row=7", "/s/a/tools/echo?row=7&call=call-1", "result"],
  ["/s/a/tools/echo?call=call-1", "/s/a/tools/echo?call=call-1&row=7", "wire"],
  ["/s/a/tools/echo?call=call-1", "/s/a/tasks/t-1", "main"],
  ["/s/a/tools/echo?call=call-1", "/s/a/tasks", "list"],
  ["/s/a/tools/echo", "/s/b/tools", "list"],
  ["/s/a/tools/echo?row=7", "/s/a/tools/echo", undefined],
  ["/s/a/tools/echo", "/s/a/tools/echo?view=schema", undefined],
])("the way from %s to %s shows the pane %s", (before, after, pane) => {
  expect(paneAfter(at(before), at(after))).toBe(pane);
});

import { expect, test } from "vitest";
import { createServer } from "./server.ts";

test.each([
  [{ version: "1" }, /createServer needs a name/],
  [{ name: "", version: "1" }, /createServer needs a name/],
  [{ name: "s" }, /createServer needs a version/],
  [{ name: "s", version: "1", auth: {} }, /auth must have a function authenticate/],
  [{ name: "s", version: "1", timeout: "soon" }, /timeout: "soon" is not a duration/],
])("a server without what it needs is refused at once: %j", (options, message) => {
  expect(() => createServer(options as never)).toThrow(
    expect.objectContaining({ code: "INVALID_OPTION", message: expect.stringMatching(message) }),
  );
});

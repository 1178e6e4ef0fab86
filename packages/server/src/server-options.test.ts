import { expect, test } from "vitest";
import { createServer } from "./server.ts";

const NAMED = { name: "s", version: "1" };

test.each([
  [{ version: "1" }, /createServer needs a name/],
  [{ name: "", version: "1" }, /createServer needs a name/],
  [{ name: "s" }, /createServer needs a version/],
  [{ ...NAMED, auth: {} }, /auth must have a function authenticate.*got an object without one/],
  [{ ...NAMED, auth: "secret" }, /authenticate.*got a string; give bearerAuth/],
  [{ ...NAMED, auth: Promise.resolve({}) }, /authenticate.*got a promise; await it/],
  [{ ...NAMED, auth: { headers: () => ({}) } }, /authenticate.*signs a client in; give bearerAuth/],
  [{ name: "s", version: "1", timeout: "soon" }, /timeout: "soon" is not a duration/],
  [{ ...NAMED, state: { ttl: "soon" } }, /state\.ttl: "soon" is not a duration/],
])("a server without what it needs is refused at once: %j", (options, message) => {
  expect(() => createServer(options as never)).toThrow(
    expect.objectContaining({ code: "INVALID_OPTION", message: expect.stringMatching(message) }),
  );
});

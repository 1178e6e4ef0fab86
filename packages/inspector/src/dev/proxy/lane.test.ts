import { MetaKey } from "@mortise/protocol";
import { expect, test } from "vitest";
import { Lanes } from "./lane.ts";

const modern = { params: { _meta: { [MetaKey.clientInfo]: { name: "Cursor", version: "2.1" } } } };
const none = { session: undefined, userAgent: undefined };

test("a client has the name that it gives itself, on each revision", () => {
  const lanes = new Lanes();
  expect(lanes.find({ ...none, body: modern })).toBe("Cursor 2.1");
  const initialize = { method: "initialize", params: { clientInfo: { name: "claude" } } };
  expect(lanes.find({ ...none, body: initialize })).toBe("claude");
  expect(lanes.find({ ...none, body: [{ method: "ping" }, modern] })).toBe("Cursor 2.1");
});

test("later requests of a session have its name, and others that of their user agent", () => {
  const lanes = new Lanes();
  lanes.remember("s1", "claude");
  const userAgent = "node-fetch/3.1 (Linux)";
  expect(lanes.find({ body: {}, session: "s1", userAgent })).toBe("claude");
  expect(lanes.find({ body: {}, session: "s2", userAgent })).toBe("node-fetch 3.1");
  expect(lanes.find({ ...none, body: undefined })).toBe("client");
});

test("a name cannot write to the terminal", () => {
  const info = { name: "a\u001b[2J\u202eb\nc", version: "x".repeat(100) };
  const body = { params: { clientInfo: info } };
  expect(new Lanes().find({ ...none, body })).toMatch(/^a \[2J b c x{40,}$/);
});

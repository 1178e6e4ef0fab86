import { expect, test } from "vitest";
import { isWorkerMessage } from "./message.ts";

const error = { code: "CLOSED", message: "m" };

test.each([
  { mortise: "listening", url: "http://127.0.0.1:1/mcp", isLoopback: true },
  { mortise: "failed", error },
  { mortise: "stop" },
  { mortise: "call", id: 1, method: "get", input: ["key"] },
  { mortise: "answer", id: 1 },
  { mortise: "answer", id: 1, value: null },
  { mortise: "answer", id: 1, error },
  { mortise: "event", topic: "t", message: "m" },
  { mortise: "missed" },
])("%j is a message of a worker or its primary", (message) => {
  expect(isWorkerMessage(message)).toBe(true);
});

test.each([
  undefined,
  null,
  "stop",
  {},
  { mortise: "other" },
  { mortise: "toString" },
  { mortise: ["stop"] },
  { mortise: "failed" },
  { mortise: "failed", error: { code: 1, message: "m" } },
  { mortise: "listening", url: 1, isLoopback: true },
  { mortise: "call", id: 1, method: "get" },
  { mortise: "call", id: 1, method: "get", input: "key" },
  { mortise: "answer", error },
  { mortise: "event", topic: "t" },
])("%j of other code on the channel is none", (message) => {
  expect(isWorkerMessage(message)).toBe(false);
});

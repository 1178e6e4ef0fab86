import { MetaKey } from "@mortise/protocol";

/** The `_meta` of every modern request, which describes its client. */
export const MODERN_META: Readonly<Record<string, unknown>> = {
  [MetaKey.protocolVersion]: "2026-07-28",
  [MetaKey.clientCapabilities]: { elicitation: { form: {} }, sampling: {}, roots: {} },
  [MetaKey.clientInfo]: { name: "hostile", version: "1" },
  [MetaKey.logLevel]: "debug",
  progressToken: "p",
};

/** Requests that the fixture server answers, as the base of hostile ones. */
export const REQUESTS: readonly { readonly method: string; readonly params: object }[] = [
  { method: "server/discover", params: {} },
  { method: "tools/list", params: { cursor: "1.0" } },
  { method: "tools/call", params: { name: "zod", arguments: { n: 1, list: [{ a: "x" }] } } },
  { method: "tools/call", params: { name: "plain", arguments: { n: 1, tree: { n: 2 } } } },
  { method: "tools/call", params: { name: "region", arguments: { region: "eu", count: 3 } } },
  {
    method: "tools/call",
    params: {
      name: "ask",
      inputResponses: { name: { action: "accept", content: { name: "x" } } },
      requestState: "x.y",
    },
  },
  { method: "resources/list", params: { cursor: "1" } },
  { method: "resources/templates/list", params: {} },
  { method: "resources/read", params: { uri: "b://1?q=2" } },
  { method: "resources/subscribe", params: { uri: "a://1" } },
  { method: "resources/unsubscribe", params: { uri: "a://1" } },
  {
    method: "subscriptions/listen",
    params: { notifications: { toolsListChanged: true, resourceSubscriptions: ["a://1"] } },
  },
  { method: "prompts/list", params: {} },
  { method: "prompts/get", params: { name: "p", arguments: { on: "true" } } },
  {
    method: "completion/complete",
    params: {
      ref: { type: "ref/resource", uri: "b://{id}{?q*}" },
      argument: { name: "id", value: "x" },
      context: { arguments: { q: "1" } },
    },
  },
  {
    method: "completion/complete",
    params: { ref: { type: "ref/prompt", name: "p" }, argument: { name: "on", value: "" } },
  },
  { method: "logging/setLevel", params: { level: "info" } },
  {
    method: "initialize",
    params: {
      protocolVersion: "2025-11-25",
      capabilities: { roots: {} },
      clientInfo: { name: "x", version: "1" },
    },
  },
  { method: "ping", params: {} },
];

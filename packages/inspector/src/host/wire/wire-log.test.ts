import { expect, test } from "vitest";
import { EventLog } from "../state/event-log.ts";
import type { PassingRow } from "./wire-log.ts";
import { WireLog } from "./wire-log.ts";

function head(kind: "http-request" | "http-response", exchange: number): PassingRow {
  const direction = kind === "http-request" ? "to-server" : "to-client";
  const http =
    kind === "http-request"
      ? { method: "POST", url: "http://127.0.0.1/mcp", headers: [] }
      : { status: 200, headers: [] };
  const place = { connection: "self", lane: "client", transport: "http" } as const;
  return { ...place, kind, direction, http, exchange, text: "" };
}

test("of requests that are never answered the newest 10,000 wait for their answer", () => {
  const log = new WireLog(new EventLog());
  const asked = Array.from({ length: 10_001 }, (_, exchange) =>
    log.add(head("http-request", exchange)),
  );
  expect(log.add(head("http-response", 0)).pair).toBeUndefined();
  expect(log.add(head("http-response", 1)).pair).toBe(asked[1]?.id);
  expect(log.add(head("http-response", 10_000)).pair).toBe(asked[10_000]?.id);
});

import { expect, test } from "vitest";
import { KnownServers } from "./known-servers.ts";

test("the server settled longest ago is forgotten when there are too many", () => {
  const servers = new KnownServers();
  for (let target = 0; target < 300; target += 1) servers.setRevision(`${target}`, "2025-06-18");
  expect(servers.revisionOf("0")).toBeUndefined();
  expect(servers.revisionOf("43")).toBeUndefined();
  expect(servers.revisionOf("44")).toBe("2025-06-18");
  expect(servers.revisionOf("299")).toBe("2025-06-18");
});

test("a server that is settled again is remembered as the latest", () => {
  const servers = new KnownServers();
  servers.setRevision("first", "2025-06-18");
  for (let target = 0; target < 255; target += 1) servers.setRevision(`${target}`, "2025-06-18");
  servers.setRevision("first", "2026-07-28");
  servers.setRevision("one more", "2026-07-28");
  expect(servers.revisionOf("first")).toBe("2026-07-28");
  expect(servers.revisionOf("0")).toBeUndefined();
});

test("forgetting the revision of a server keeps what is known of its transport, and the reverse", () => {
  const servers = new KnownServers();
  servers.setRevision("a", "2024-11-05");
  servers.setSpeaksHttpSse("a", true);
  servers.setRevision("a", undefined);
  expect(servers.revisionOf("a")).toBeUndefined();
  expect(servers.speaksHttpSse("a")).toBe(true);
  servers.setRevision("a", "2024-11-05");
  servers.setSpeaksHttpSse("a", false);
  expect(servers.revisionOf("a")).toBe("2024-11-05");
  expect(servers.speaksHttpSse("a")).toBe(false);
});

test("clearing forgets every server", () => {
  const servers = new KnownServers();
  servers.setRevision("a", "2024-11-05");
  servers.setSpeaksHttpSse("b", true);
  servers.clear();
  expect(servers.revisionOf("a")).toBeUndefined();
  expect(servers.speaksHttpSse("b")).toBe(false);
});

import { describe, expect, test } from "vitest";
import { keepSpelledAddresses } from "./spelled-address.ts";

/** Sends a request in place of a server; resolves with the code of the refusal, or `sent`. */
async function follow(server: string, url: string): Promise<unknown> {
  const fetch = keepSpelledAddresses(new URL(server), async () => new Response("sent"));
  return fetch(url).then(
    (response) => response.text(),
    (error) => error.data.code,
  );
}

describe("a public server leads to no", () => {
  test.each([
    "https://127.0.0.1/",
    "http://127.0.0.1:6379/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0177.0.0.1/",
    "https://127.1/",
    "https://0/",
    "https://localhost/",
    "https://idp.localhost./",
    "https://[::1]/",
    "https://[::]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:a9fe:a9fe]/",
    "https://[64:ff9b::a00:1]/",
    "https://[2002:7f00:1::]/",
    "https://[2001:0:7f00:1::]/",
    "https://[fd00:ec2::254]/",
    "https://[fe80::1]/",
    "https://10.0.0.1/",
    "https://100.64.0.1/",
    "https://169.254.169.254/latest/meta-data",
    "https://172.16.0.1/",
    "https://192.168.1.1/",
    "https://224.0.0.1/",
  ])("%s", async (url) => {
    expect(await follow("https://mcp.example/mcp", url)).toBe("blocked_address");
  });
});

test.each([
  ["https://mcp.example/mcp", "https://id.example/"],
  ["https://mcp.example/mcp", "https://8.8.8.8/"],
  ["https://mcp.example/mcp", "https://172.32.0.1/"],
  ["https://mcp.example/mcp", "https://[2606:4700::1111]/"],
  ["https://mcp.example/mcp", "https://[2001:4860:4860::8888]/"],
  ["http://localhost:3000/mcp", "http://127.0.0.1:4000/"],
  ["http://10.0.0.5/mcp", "https://10.9.9.9/"],
  ["http://127.0.0.1/mcp", "https://id.example/"],
])("%s leads to %s", async (server, url) => {
  expect(await follow(server, url)).toBe("sent");
});

test.each([
  ["http://localhost:3000/mcp", "https://169.254.169.254/"],
  ["https://10.0.0.5/mcp", "http://127.0.0.1/"],
  ["https://10.0.0.5/mcp", "https://169.254.169.254/"],
  ["https://10.0.0.5/mcp", "https://[::ffff:169.254.169.254]/"],
])("%s leads to no address of another kind, %s", async (server, url) => {
  expect(await follow(server, url)).toBe("blocked_address");
});

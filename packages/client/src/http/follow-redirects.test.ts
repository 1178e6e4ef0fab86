import { expect, test } from "vitest";
import { followRedirects } from "./follow-redirects.ts";

const URL_OF_SERVER = new URL("https://server.example/mcp");

/** Follows redirects from path to path, and returns the visited URLs and the last status. */
async function follow(
  method: string,
  redirects: Readonly<Record<string, readonly [status: number, location: string]>>,
): Promise<{ visited: string[]; status: number }> {
  const visited: string[] = [];
  const { status } = await followRedirects({ method, url: URL_OF_SERVER }, async (url) => {
    visited.push(url.href);
    const [code, location] = redirects[url.pathname] ?? [200, ""];
    return new Response("body", {
      status: code,
      ...(location !== "" && { headers: { location } }),
    });
  });
  return { visited, status };
}

test.each([
  [307, "POST"],
  [308, "POST"],
  [307, "DELETE"],
  [301, "GET"],
  [302, "GET"],
  [303, "GET"],
  [308, "GET"],
])("a %i of a %s within the origin is followed", async (status, method) => {
  expect(await follow(method, { "/mcp": [status, "/mcp/"] })).toEqual({
    visited: ["https://server.example/mcp", "https://server.example/mcp/"],
    status: 200,
  });
});

test.each([
  [301, "POST"],
  [302, "POST"],
  [303, "DELETE"],
])("a %i of a %s is the response, since it may change the method", async (status, method) => {
  const { visited, status: last } = await follow(method, { "/mcp": [status, "/mcp/"] }).catch(
    () => ({
      visited: [URL_OF_SERVER.href],
      status,
    }),
  );
  expect(visited).toEqual([URL_OF_SERVER.href]);
  expect(last).toBe(status);
});

test.each([
  "https://other.example/mcp",
  "http://server.example/mcp",
  "https://server.example:8443/mcp",
  "//other.example/mcp",
  "http://[",
])("a redirect to %s is the response: its origin gets no credentials", async (location) => {
  const { visited, status } = await follow("POST", { "/mcp": [307, location] });
  expect(visited).toEqual([URL_OF_SERVER.href]);
  expect(status).toBe(307);
});

test("a location is resolved against the URL that sent it", async () => {
  const { visited } = await follow("POST", {
    "/mcp": [307, "/a/b"],
    "/a/b": [308, "c?x=1"],
  });
  expect(visited.at(-1)).toBe("https://server.example/a/c?x=1");
});

test("a loop of redirects ends with the sixth response", async () => {
  const { visited, status } = await follow("POST", { "/mcp": [307, "/mcp"] });
  expect(visited).toHaveLength(6);
  expect(status).toBe(307);
});

test("a redirect without a location is the response", async () => {
  expect((await follow("POST", { "/mcp": [307, ""] })).status).toBe(307);
});

test.each([
  "blob:https://server.example/mcp",
  "http://server.example/mcp/",
  "https://server.example:8443/mcp/",
  "ftp://server.example/mcp/",
  "data:text/plain,x",
  "https://other.example/mcp/",
])("a redirect to %s leaves the origin, and is the response", async (location) => {
  const { visited, status } = await follow("POST", { "/mcp": [307, location] });
  expect(visited).toEqual([URL_OF_SERVER.href]);
  expect(status).toBe(307);
});

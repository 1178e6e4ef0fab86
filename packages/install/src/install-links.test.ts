import { expect, test } from "vitest";
import type { ServerEntry } from "./entry.ts";
import { installLinks } from "./install-links.ts";

const ENTRY: ServerEntry = {
  kind: "process",
  command: "npx",
  args: ["-y", "@acme/desk", "ÿ>?~ 😀+/="],
  env: { API_KEY: "secret" },
  references: ["OTHER"],
};

function links(entry: ServerEntry): Record<string, URL> {
  return Object.fromEntries(
    installLinks("my desk", entry).map(({ client, url }) => [client, new URL(url)]),
  );
}

test("the link of Cursor holds base64 of UTF-8, escaped for a query, and no value of a variable (scalar/scalar#8367, mcp-use/mcp-use#1916)", () => {
  const { cursor } = links(ENTRY);
  expect(
    cursor?.href.startsWith(
      "cursor://anysphere.cursor-deeplink/mcp/install?name=my%20desk&config=",
    ),
  ).toBe(true);
  const config = cursor?.searchParams.get("config") ?? "";
  expect(JSON.parse(decodeBase64(config))).toEqual({
    type: "stdio",
    command: "npx",
    args: ENTRY.args,
    env: { API_KEY: `\${env:API_KEY}`, OTHER: `\${env:OTHER}` },
  });
});

test("the link of VS Code is JSON, and lets the editor ask for variables (Merit-Systems/x402scan#549, delta-exchange/delta-exchange-mcp#41)", () => {
  const { vscode } = links(ENTRY);
  const [, query = ""] = vscode?.href.split("?") ?? [];
  expect(JSON.parse(decodeURIComponent(query))).toMatchObject({
    name: "my desk",
    args: ENTRY.args,
    env: { API_KEY: `\${input:API_KEY}`, OTHER: `\${input:OTHER}` },
    inputs: [{ id: "API_KEY", password: true }, { id: "OTHER" }],
  });
});

test("the link of Goose has one word in each arg, and says when Goose does not open it (runebookai/tome#16)", () => {
  const { goose } = links(ENTRY);
  expect(goose?.searchParams.getAll("arg")).toEqual(ENTRY.args);
  expect(goose?.searchParams.getAll("env")).toEqual(["API_KEY=API_KEY", "OTHER=OTHER"]);
  const [, , link] = installLinks("desk", { ...ENTRY, command: "/opt/node" });
  expect(link?.notes).toEqual([
    expect.stringContaining("on it alone"),
    expect.stringContaining("npx"),
  ]);
});

test("no link holds a secret, and a URL is linked with the names of its headers alone (delta-exchange/delta-exchange-mcp#41, microsoft/vscode#261537)", () => {
  const remote: ServerEntry = {
    kind: "url",
    url: "https://example.com/mcp",
    headers: { "X-Key": "secret" },
  };
  for (const entry of [ENTRY, remote]) {
    for (const { url, webUrl = "" } of installLinks("desk", entry)) {
      expect(decodeURIComponent(url + webUrl)).not.toContain("secret");
      expect(webUrl === "" || webUrl.startsWith("https://")).toBe(true);
    }
  }
});

function decodeBase64(text: string): string {
  return new TextDecoder().decode(Uint8Array.from(atob(text), (each) => each.charCodeAt(0)));
}

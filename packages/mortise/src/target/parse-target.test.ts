import { expect, test } from "vitest";
import { parseTarget, toProcessTarget } from "./parse-target.ts";

test.each([
  ["127.0.0.1:3911/mcp", "http://127.0.0.1:3911/mcp"],
  ["localhost/mcp", "http://localhost/mcp"],
  ["[::1]:3000", "http://[::1]:3000"],
  ["desk:8080/mcp", "http://desk:8080/mcp"],
  ["mcp.example.com/mcp", "https://mcp.example.com/mcp"],
  ["mcp.example.com/mcp?token=sk-SECRET", "https://mcp.example.com/mcp"],
])("%s is a URL without its scheme", (text, url) => {
  expect(() => parseTarget(text)).toThrow(
    expect.objectContaining({
      code: "INVALID_OPTION",
      message: `There is no file ${JSON.stringify(text.replace(/\?.*/, ""))}; did you mean ${url}?`,
    }),
  );
});

test.each(["absent.ts", "./absent/server.ts", "my.folder/server.mjs", "absent", "localhost.ts"])(
  "%s is a file that is not there",
  (text) => {
    expect(() => parseTarget(text)).toThrow(
      `There is no file ${JSON.stringify(text)}; give a .ts or .js file, a URL`,
    );
  },
);

test.each([
  [["npx", "some-server", "--verbose"], "npx some-server --verbose"],
  [["server", "--api-key", "SECRET", "--port", "1"], "server --api-key … --port 1"],
  [["server", "--api-key=SECRET"], "server --api-key=…"],
  [["server", "-token", "SECRET"], "server -token …"],
  [["env", "DESK_PASSWORD=SECRET", "server"], "env DESK_PASSWORD=… server"],
  [["server", "postgres://ann:SECRET@db/desk"], "server postgres://(redacted)@db/desk"],
  [["C:\\Program Files\\node.exe", "C:\\my desk\\server.ts", 'say "hi"', "a\\"], undefined],
  [["server", "--header", "Authorization: Bearer SECRET-123"], undefined],
])(
  "%j is started word by word, and its label has no secret (modelcontextprotocol/inspector#2416)",
  (words, label) => {
    const shown = toProcessTarget(words).label;
    expect(shown).not.toContain("SECRET");
    if (label !== undefined) expect(shown).toBe(label);
    expect(toProcessTarget(words)).toMatchObject({ command: words[0], args: words.slice(1) });
  },
);

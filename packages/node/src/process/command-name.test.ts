import { expect, test } from "vitest";
import { nameCommand } from "./command-name.ts";

test.each<[string, readonly string[], string]>([
  ["/usr/bin/node", ["server.ts", "--api-key", "sk-SECRET"], "node server.ts"],
  ["node", ["--import", "tsx", "--key=sk-SECRET", "server.mjs"], "node"],
  ["npx", ["-y", "@scope/server@1.2.0", "--token", "SECRET"], "npx @scope/server@1.2.0"],
  ["C:\\Program Files\\nodejs\\npx.cmd", ["pkg"], "npx pkg"],
  ["npx", ["postgres://user:SECRET@host/db"], "npx"],
  ["my-server", ["postgres://user:SECRET@host/db"], "my-server"],
  ["bash", ["-c", "TOKEN=SECRET exec server"], "bash"],
  ["server", [], "server"],
])("%s %j is named %s", (command, args, name) => {
  expect(nameCommand(command, args)).toBe(JSON.stringify(name));
});

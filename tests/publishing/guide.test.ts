import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { openProject } from "./open-project.ts";

const PAGE = readFileSync(new URL("../../docs/guide/publishing.md", import.meta.url), "utf8");
const PACKAGE = /```json\n(.*?)```/s.exec(PAGE)?.[1] ?? "";
const COMMANDS = [...PAGE.matchAll(/^npx mortise (.*)$/gm)].map(([, line = ""]) => line);

test("the page has commands", () => {
  expect(COMMANDS.length).toBeGreaterThan(4);
});

test.each(COMMANDS)("npx mortise %s works as the page has it", async (line) => {
  const project = openProject({
    "package.json": PACKAGE,
    "page.html": "",
    "data/rows.json": "[]",
    "src/pages/help.html": "",
    "dist/server.js": "#!/usr/bin/node",
    "dist/acme-desk-1.2.0.mcpb": "",
    "server.ts": `import { createServer } from "mortise";
export default createServer({ name: "desk", version: "1.2.0" });
`,
  });
  const words = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(
    ([, quoted, bare]) => quoted ?? bare ?? "",
  );
  // The registry is not asked by a test.
  const offline = words[0] === "publish" && !line.includes("--workflow") ? ["--dry-run"] : [];
  const { code, err } = await project.run([...words, ...offline]);
  expect(err).toBe("");
  expect(code).toBe(0);
});

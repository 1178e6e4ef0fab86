import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { forPnpm, readSteps } from "./read-steps.ts";

test("the blocks that are followed say what they print, and whether they run on", () => {
  const page = `
<!-- prints: 3 passed -->
\`\`\`sh
cd desk
npm test
\`\`\`

\`\`\`sh
git clone elsewhere
\`\`\`

<!-- until: http:// -->
\`\`\`sh
npm run dev
\`\`\`
`;
  expect(readSteps(page)).toEqual([
    { commands: "cd desk\nnpm test\n", prints: "3 passed", isServing: false },
    { commands: "npm run dev\n", prints: "http://", isServing: true },
  ]);
});

test("a page without such blocks is a mistake, and no success", () => {
  expect(() => readSteps("```sh\nnpm test\n```")).toThrow("no block");
});

test("pnpm has its own words for each command of the five minutes", () => {
  const page = readFileSync("docs/guide/getting-started.md", "utf8");
  const commands = readSteps(page).map((step) => forPnpm(step.commands));
  expect(commands[0]).toBe("pnpm create mortise@latest desk --template server --install\n");
  expect(page).toContain(`\`${commands[0]?.trim()}\``);
  expect(commands.join("")).not.toMatch(/^(?:npm|npx) /m);
});

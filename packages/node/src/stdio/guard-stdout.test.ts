import { expect, test } from "vitest";
import { Child, line } from "./fixture/child.ts";

const REDIRECTED = /Output to stdout was redirected to stderr/g;
const TOO_EARLY = /Output was written to stdout before serve\(\) was called/g;

/** Prints a banner as `mode` says, answers one request, and ends. */
async function answerOnce(mode: string): Promise<Child> {
  const child = new Child("./early-server.ts", [mode]);
  child.process.stdin.end(`${line(1, "server/discover")}\n`);
  expect(await child.exit).toEqual([0, null]);
  return child;
}

test("output of other code while standard output is reserved goes to standard error (bakissation/mcp-google-multi#109, Aas-ee/open-webSearch#23)", async () => {
  const child = await answerOnce("reserved");
  expect(child.messages).toMatchObject([{ id: 1, result: {} }]);
  expect(child.stderr).toMatch(/^a banner\n/);
  expect(child.stderr.match(REDIRECTED)).toHaveLength(1);
  expect(child.stderr).not.toMatch(TOO_EARLY);
});

test("output right after the call of serve goes to standard error", async () => {
  const child = await answerOnce("after");
  expect(child.messages).toMatchObject([{ id: 1, result: {} }]);
  expect(child.stderr).toMatch(/^a banner\n/);
  expect(child.stderr.match(REDIRECTED)).toHaveLength(1);
});

test.each(["unreserved", "given back"])(
  "output before the call of serve is reported: %s",
  async (mode) => {
    const child = await answerOnce(mode);
    expect(child.stdout).toMatch(/^a banner\n\{/);
    expect(child.stderr.match(TOO_EARLY)).toHaveLength(1);
    expect(child.stderr).not.toMatch(REDIRECTED);
  },
);

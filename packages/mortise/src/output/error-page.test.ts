import { readFileSync } from "node:fs";
import { AuthError } from "@mortise/auth";
import type { MortiseErrorCode } from "@mortise/protocol";
import { ErrorCode, MortiseError, ProtocolError } from "@mortise/protocol";
import { expect, test } from "vitest";
import { findErrorPage, SITE } from "./error-page.ts";

/** The headings of a page that name a code, as `scripts/errors.test.ts` compares them with the sources. */
function readCodes(page: string): string[] {
  const text = readFileSync(`docs/reference/${page}`, "utf8");
  return [...text.matchAll(/^### `(\w+)`$/gm)].map(([, code = ""]) => code);
}

test("each code leads to its heading, but for two that say it all", () => {
  const codes = readCodes("errors.md");
  expect(codes).toContain("TIMEOUT");
  const silent = codes.filter((code) => {
    const page = findErrorPage(new MortiseError(code as MortiseErrorCode, "x"));
    if (page === undefined) return true;
    expect(page).toBe(`${SITE}reference/errors.html#${code.toLowerCase()}`);
    return false;
  });
  expect(silent).toEqual(["ABORTED", "INVALID_OPTION"]);
});

test("each reason of a failed authorization leads to its heading", () => {
  const reasons = readCodes("auth-errors.md");
  expect(reasons).toContain("no_metadata");
  for (const reason of reasons) {
    const error = new AuthError(reason as AuthError["data"]["code"], "x", { hint: "y" });
    expect(findErrorPage(error)).toBe(`${SITE}reference/auth-errors.html#${reason}`);
  }
});

test("codes of JSON-RPC lead to their table, and codes of others to nothing", () => {
  expect(readFileSync("docs/reference/errors.md", "utf8")).toContain("\n## JSON-RPC codes\n");
  const refusal = new ProtocolError(ErrorCode.InvalidParams, "x");
  expect(findErrorPage(refusal)).toBe(`${SITE}reference/errors.html#json-rpc-codes`);
  expect(findErrorPage(new ProtocolError(-31_999, "x"))).toBeUndefined();
  expect(findErrorPage(new Error("x"))).toBeUndefined();
});

test("the site is published at the address that errors name", () => {
  const workflow = readFileSync(".github/workflows/site.yml", "utf8");
  expect(workflow).toContain(`--base ${new URL(SITE).pathname}\n`);
});

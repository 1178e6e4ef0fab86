import { expect, test } from "vitest";
import { answerInput } from "./answer-input.ts";

const { signal } = new AbortController();

test.each(["constructor", "__proto__", "toString", "tools/call"])(
  "%s is nothing that a server may ask for",
  async (method) => {
    await expect(answerInput({}, { method }, signal)).rejects.toMatchObject({
      code: "INVALID_RESPONSE",
      message: expect.stringContaining(`"${method}", which the protocol does not know`),
    });
  },
);

test("a question without a handler names the option that would answer it", async () => {
  await expect(answerInput({}, { method: "roots/list" }, signal)).rejects.toMatchObject({
    code: "INVALID_OPTION",
    data: { method: "roots/list", option: "roots" },
  });
});

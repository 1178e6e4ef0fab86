import { MortiseError } from "@mortise/protocol";
import { expect, test } from "vitest";
import { postgresError } from "./postgres-error.ts";

const withState = (code: string): Error => Object.assign(new Error("the reason"), { code });

test.each([
  ["23505", "constraint"],
  ["23503", "constraint"],
  ["42601", "refused"],
  ["42P01", "refused"],
  ["22P02", "refused"],
  ["25P02", "refused"],
  ["42501", "denied"],
  ["53100", "full"],
  ["40001", "locked"],
  ["40P01", "locked"],
  ["55P03", "locked"],
  ["58030", "unreadable"],
  ["XX001", "corrupt"],
])("the state %s is a STORAGE_FAILED by the reason %s", (state, reason) => {
  const cause = withState(state);
  expect(postgresError(cause)).toMatchObject({
    code: "STORAGE_FAILED",
    message: "PostgreSQL refused a statement: the reason",
    data: { reason },
    cause,
  });
});

test.each(["08006", "25006", "25P03", "28P01", "3D000", "53300", "57014", "57P01", "57P03"])(
  "the state %s is a CONNECTION_FAILED, which may pass (riverqueue/river#1225)",
  (state) => {
    expect(postgresError(withState(state))).toMatchObject({
      code: "CONNECTION_FAILED",
      message: "PostgreSQL failed: the reason",
    });
  },
);

test("an error of the socket is a CONNECTION_FAILED", () => {
  for (const error of [withState("ECONNREFUSED"), new Error("Query read timeout"), "text"]) {
    expect(postgresError(error)).toMatchObject({ code: "CONNECTION_FAILED" });
  }
});

test("a MortiseError stays what it is", () => {
  const late = new MortiseError("TIMEOUT", "late");
  expect(postgresError(late)).toBe(late);
});

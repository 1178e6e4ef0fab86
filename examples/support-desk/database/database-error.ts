import { ToolError } from "mortise";
import { z } from "zod";

const errorSchema = z.object({ code: z.string().optional(), errcode: z.number().optional() });

const SQLITE_BUSY = 5;
const SQLITE_CONSTRAINT_UNIQUE = 2067;
const SQLITE_CONSTRAINT_PRIMARY_KEY = 1555;

/** Turns what a database driver threw into what the model reads; anything unknown stays as it is. */
export function toToolError(error: unknown): unknown {
  if (ToolError.is(error)) return error;
  const { code = "", errcode } = errorSchema.safeParse(error).data ?? {};
  const message = error instanceof Error ? error.message : "";
  if (
    code === "23505" ||
    isOneOf(errcode, SQLITE_CONSTRAINT_UNIQUE, SQLITE_CONSTRAINT_PRIMARY_KEY)
  ) {
    return new ToolError("There is such a record already.", { code: "conflict", cause: error });
  }
  if (code === "57014" || message === "Query read timeout") {
    return new ToolError("The customer database took too long to answer. Try again.", {
      code: "timeout",
      data: { retryable: true },
      cause: error,
    });
  }
  if (/^(28|3D)/.test(code)) {
    return new ToolError(
      "The customer database refused the connection. The operator should check user, password and database name in DATABASE_URL; trying again will not help.",
      { code: "unavailable", cause: error },
    );
  }
  if (isUnreachable(code, message) || errcode === SQLITE_BUSY) {
    return new ToolError(
      "The customer database cannot be reached right now. Try again in a few seconds; if it stays so, the operator should check that it runs and that DATABASE_URL is right.",
      { code: "unavailable", retryAfterMs: 5000, data: { retryable: true }, cause: error },
    );
  }
  return error;
}

function isUnreachable(code: string, message: string): boolean {
  // Classes 08 and 53 and the 57Pxx codes are PostgreSQL's "not now" (Appendix A, Error Codes).
  return (
    /^(08|53|57P)/.test(code) ||
    /^(ECONN|ENOTFOUND|EAI_|ETIMEDOUT|EPIPE|EHOST|ENET)/.test(code) ||
    /^(Connection terminated|timeout (expired|exceeded))/i.test(message)
  );
}

function isOneOf(value: number | undefined, ...codes: number[]): boolean {
  return value !== undefined && codes.includes(value);
}

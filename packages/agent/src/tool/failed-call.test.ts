import { MortiseError, ProtocolError } from "@mortise/protocol";
import { expect, test } from "vitest";
import { toFailedCall } from "./failed-call.ts";

const SECRET = "sk-SECRET";
const message = `The server "node server.js --api-key ${SECRET}" at http://user:${SECRET}@host/?k=${SECRET}`;

test.each<[unknown, string]>([
  [
    new MortiseError("SERVER_EXITED", message, { data: {} }),
    "the connection ended during the call",
  ],
  [new MortiseError("CONNECTION_CLOSED", message), "the connection ended during the call"],
  [new MortiseError("CONNECTION_FAILED", message), "the server could not be reached"],
  [
    new MortiseError("HTTP_ERROR", message, { data: { status: 502 } }),
    "the server answered HTTP 502",
  ],
  [
    new MortiseError("TIMEOUT", message, { data: { timeoutMs: 1500 } }),
    "no answer within 1.5 seconds",
  ],
  [new MortiseError("TIMEOUT", message, { data: {} }), "no answer in time"],
  [
    new MortiseError("AUTHORIZATION_FAILED", message, { data: {} }),
    "did not accept the credentials",
  ],
  [new MortiseError("INVALID_RESPONSE", message, { data: {} }), "answer could not be read"],
  [new MortiseError("CLOSED", message), "it could not be made"],
  [new TypeError(message), "it failed unexpectedly"],
  [message, "it failed unexpectedly"],
])("of %s the model reads only the kind", (error, words) => {
  const failed = toFailedCall(error, { server: "crm", subject: "get" });
  expect(failed.message).toMatch(/^The call of get on the server crm failed: /);
  expect(failed.message).toContain(words);
  expect(failed.message).not.toContain(SECRET);
  expect(failed.cause).toBe(error);
});

test("a refusal of the server is in the server's words", () => {
  const failed = toFailedCall(new ProtocolError(-32602, "No such tool"), {
    server: "crm",
    subject: "get",
  });
  expect(failed.message).toBe("The server crm refused the call: No such tool");
  const cause = new ProtocolError(-32600, '"pay" needs the scopes pay');
  const refused = new MortiseError("HTTP_ERROR", message, { data: { status: 403 }, cause });
  expect(toFailedCall(refused, { server: "crm", subject: "pay" })).toMatchObject({
    message: 'The server crm refused the call: "pay" needs the scopes pay',
    cause: refused,
  });
});

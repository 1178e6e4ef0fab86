import type { AnyMortiseError } from "@mortise/protocol";
import { MortiseError, ProtocolError } from "@mortise/protocol";

/**
 * Thrown when a call reaches no server or gets no answer; the message is for the model, and the
 * cause has what only the user may see, such as the arguments of a process or an address.
 */
export class FailedCall extends Error {
  override readonly name: string = "FailedCall";
}

/** The subject of a call, and its server. */
export interface CallSubject {
  readonly server: string;
  /** The tool or resource. */
  readonly subject: string;
}

/** Describes a failed call to the model, without anything of the connection. */
export function toFailedCall(error: unknown, { server, subject }: CallSubject): FailedCall {
  const refusal = findRefusal(error);
  if (refusal !== undefined) {
    return new FailedCall(`The server ${server} refused the call: ${refusal.message}`, {
      cause: error,
    });
  }
  const reason = MortiseError.is(error) ? describeKind(error) : "it failed unexpectedly";
  return new FailedCall(`The call of ${subject} on the server ${server} failed: ${reason}`, {
    cause: error,
  });
}

/** Finds the words of the server; over HTTP those about refused credentials are the cause of the failure. */
function findRefusal(error: unknown): ProtocolError | undefined {
  if (ProtocolError.is(error)) return error;
  if (!MortiseError.is(error) || error.code !== "HTTP_ERROR") return undefined;
  return ProtocolError.is(error.cause) ? error.cause : undefined;
}

function describeKind(error: AnyMortiseError): string {
  switch (error.code) {
    case "TIMEOUT": {
      const { timeoutMs } = error.data;
      return timeoutMs === undefined
        ? "there was no answer in time"
        : `there was no answer within ${timeoutMs / 1000} seconds`;
    }
    case "CONNECTION_FAILED":
      return "the server could not be reached";
    case "CONNECTION_CLOSED":
    case "SERVER_EXITED":
      return "the connection ended during the call, so whether it took effect is not known";
    case "HTTP_ERROR":
      return `the server answered HTTP ${error.data.status}`;
    case "AUTHORIZATION_FAILED":
      return "the server did not accept the credentials";
    case "INVALID_RESPONSE":
      return "the server's answer could not be read";
    default:
      return "it could not be made";
  }
}

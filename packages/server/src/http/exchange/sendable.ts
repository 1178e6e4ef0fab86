import type { ProtocolError } from "@mortise/protocol";

/** Throws if HTTP does not allow the status or a header of an error, naming it. */
export function assertSendable({ http }: ProtocolError): void {
  if (!http) return;
  const { status, headers } = http;
  if (status !== undefined && !(Number.isInteger(status) && status >= 200 && status <= 599)) {
    throw new RangeError(`The HTTP status of an error must be 200 to 599, not ${String(status)}`);
  }
  // The constructor checks names and values.
  if (headers) new Headers(headers);
}

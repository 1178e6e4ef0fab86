import { MortiseError } from "@mortise/protocol";

/**
 * Names the server in the error of a program that exited before it answered; `advise` may add advice
 * for what it wrote to stderr.
 */
export function explainStart(
  label: string,
  error: unknown,
  advise: (stderr: string) => string,
): unknown {
  if (!MortiseError.is(error) || error.code !== "SERVER_EXITED") return error;
  const { exitCode, signal, stderr = "" } = error.data;
  const how = signal ? `was ended by ${signal}` : `ended with code ${exitCode}`;
  const message = `${label} ${how} before it answered${advise(stderr)}`;
  return new MortiseError("SERVER_EXITED", message, { cause: error, data: error.data });
}

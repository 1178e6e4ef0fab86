import { toLogLine } from "@mortise/protocol";

/** Reports an error that no call can return; never throws. */
export type Report = (error: unknown) => void;

/** Makes a {@link Report} of an `onError` option; without one, errors go to standard error. */
export function createReport(onError: (error: Error) => void = writeToStandardError): Report {
  return (error) => {
    try {
      onError(error instanceof Error ? error : new Error(String(error)));
    } catch (failure) {
      writeToStandardError(failure);
    }
  };
}

function writeToStandardError(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`[mortise] ${toLogLine(message)}\n`);
}

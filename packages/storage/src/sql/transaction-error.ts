import { MortiseError } from "@mortise/protocol";

/** The error of a statement in a transaction that was committed or undone. */
export function transactionOver(): MortiseError {
  return new MortiseError(
    "CLOSED",
    "The transaction has ended; await its statements before its work resolves",
  );
}

/** The error of a transaction whose work took too long. */
export function transactionLate(timeoutMs: number): MortiseError {
  return new MortiseError(
    "TIMEOUT",
    `A transaction took longer than ${timeoutMs} ms and was undone; await nothing in it but its own ` +
      "statements, and call the database itself outside",
    { data: { timeoutMs } },
  );
}

/**
 * Passes the rejection of what a callback returned to `fail`: the callback may be an async function,
 * although its type says nothing of a promise.
 */
export function catchRejection(returned: unknown, fail: (error: unknown) => void): void {
  if (returned !== undefined) Promise.resolve(returned).catch(fail);
}

/** Calls back, and passes what the callback throws or rejects with to `fail`. */
export function callBack(callback: () => unknown, fail: (error: unknown) => void): void {
  try {
    catchRejection(callback(), fail);
  } catch (error) {
    fail(error);
  }
}

/** Writes any thrown value, even one that cannot be turned into a text. */
export function describeError(error: unknown): string {
  try {
    return String(error);
  } catch {
    return "an error that cannot be shown";
  }
}

/**
 * Passes the rejection of what a callback returned to `fail`: the callback may be an async function,
 * although its type says nothing of a promise.
 */
export function catchRejection(returned: unknown, fail: (error: unknown) => void): void {
  if (returned !== undefined) Promise.resolve(returned).catch(fail);
}

/**
 * Calls back in a later turn of the event loop, with input and output handled in between.
 *
 * This is about order and not about time, so that no clock decides it.
 */
export function nextTurn(callback: () => void): void {
  setTimeout(callback, 0);
}

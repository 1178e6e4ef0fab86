/**
 * Describes in one line why `JSON.stringify` refused a value.
 *
 * @throws the error of an author's own `toJSON` or getter, because it was not written to be shown.
 */
export function describeJsonRefusal(error: unknown): string {
  if (error instanceof TypeError || error instanceof RangeError) {
    return error.message.split("\n", 1)[0] as string;
  }
  throw error;
}

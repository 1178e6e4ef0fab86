/** Yields the names and values that `rawHeaders` of `node:http` lists in turn, as they were sent. */
export function* headerPairs(
  rawHeaders: readonly string[],
): Generator<readonly [name: string, value: string]> {
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    yield [rawHeaders[at] as string, rawHeaders[at + 1] as string];
  }
}

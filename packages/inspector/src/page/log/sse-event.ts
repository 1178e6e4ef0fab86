/** Returns the data of an event of a stream; the lines of it joined. */
export function dataOf(event: string): string {
  return event
    .split(/\r?\n/u)
    .filter((line) => line.startsWith("data:"))
    .map((line) => line.slice(5).replace(/^ /u, ""))
    .join("\n");
}

/** Divides the text of an event stream after each event; any other body is one part. */
export function splitEvents(body: string): readonly string[] {
  if (body === "") return [];
  return /^(?:(?:event|data|id|retry):|:)/u.test(body) ? body.split(/(?<=\r?\n\r?\n)/u) : [body];
}

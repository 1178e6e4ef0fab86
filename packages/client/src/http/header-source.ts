/** Headers by name; one that is `undefined` is left out. */
export type HeaderFields = Readonly<Record<string, string | undefined>>;

/** Headers for every HTTP request, or a function that is asked before each. */
export type HeaderSource = HeaderFields | (() => HeaderFields | Promise<HeaderFields>);

/** Leaves out the headers that are `undefined`. */
export function definedHeaders(fields: HeaderFields): Readonly<Record<string, string>> {
  const given = Object.entries(fields);
  return Object.fromEntries(
    given.filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

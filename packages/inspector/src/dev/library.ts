/**
 * Libraries that most servers import, and whose import has no effect of its own: a spare process loads
 * those of the user ahead.
 */
const LIBRARIES: readonly string[] = ["mortise", "zod", "valibot", "arktype"];

/** Reports whether a specifier names such a library. */
export function isLibrary(specifier: string): boolean {
  return LIBRARIES.includes(specifier);
}

/** Returns the libraries whose names are in quotes in the text of a file. */
export function findLibraries(text: string): readonly string[] {
  return LIBRARIES.filter((name) => text.includes(`"${name}"`) || text.includes(`'${name}'`));
}

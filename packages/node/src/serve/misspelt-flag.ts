import { MortiseError, nearest } from "@mortise/protocol";

/** Shorter names are too near to words of other programs, such as `--sort` to `--port`. */
const LONG_NAME = 7;
const MAX_DISTANCE_OF_LONG = 2;

/**
 * Refuses an argument that is almost one of `flags`: with a letter missing, doubled or swapped, in
 * other case, or with one dash. It would be ignored otherwise, and the server served elsewhere.
 *
 * @throws MortiseError `INVALID_OPTION` that names the flag.
 */
export function refuseMisspelt(written: string, flags: readonly string[]): void {
  if (!/^--?[a-z]{2}/i.test(written) || flags.includes(written)) return;
  const name = written.replace(/^-+/, "").toLowerCase();
  const meant = flags.find((flag) => isAlmost(name, flag.slice(2)));
  if (meant === undefined) return;
  throw new MortiseError(
    "INVALID_OPTION",
    `There is no flag ${written}; did you mean ${meant}? Arguments of the program's own go after --`,
  );
}

function isAlmost(name: string, flag: string): boolean {
  if (name === flag || swaps(name, flag)) return true;
  if (lacksOne(name, flag) || lacksOne(flag, name)) return true;
  const isLong =
    flag.length >= LONG_NAME && Math.abs(name.length - flag.length) <= MAX_DISTANCE_OF_LONG;
  return isLong && nearest(name, [flag]) === flag;
}

/** Returns whether `part` is `whole` without one of its letters. */
function lacksOne(part: string, whole: string): boolean {
  if (part.length !== whole.length - 1) return false;
  return [...whole].some((_, index) => whole.slice(0, index) + whole.slice(index + 1) === part);
}

/** Returns whether two neighbouring letters changed places. */
function swaps(name: string, flag: string): boolean {
  if (name.length !== flag.length) return false;
  return [...flag].some((letter, index) => {
    const swapped = `${flag.slice(0, index)}${flag[index + 1] ?? ""}${letter}${flag.slice(index + 2)}`;
    return swapped === name;
  });
}

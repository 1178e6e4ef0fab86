import { existsSync, readdirSync, realpathSync, statSync } from "node:fs";
import { basename, isAbsolute, join, relative, resolve, sep } from "node:path";
import { MortiseError } from "@mortise/protocol";
import { readRegularFile } from "../../target/read-regular-file.ts";

/** The files that a server reads beside itself. */
export interface Includes {
  /** By their places, relative to the server and with `/` between folders. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Files of included folders that stay out: hidden ones, and those of `node_modules`. */
  readonly skipped: readonly string[];
}

/**
 * Reads the files and folders of `--include`: `path`, or `path=place` for another place beside the server.
 * A path without a place keeps the one that it has relative to `folder`, that of the server.
 *
 * @throws MortiseError `INVALID_OPTION` for a path that is not there or outside of the folder, for links in a
 * folder, for what is no regular file, and for what no bundle may hold: credentials and native code.
 */
export function readIncludes(written: readonly string[], folder: string): Includes {
  const files = new Map<string, Uint8Array>();
  const skipped: string[] = [];
  for (const word of written) {
    const { path, place } = splitWord(word, folder);
    for (const each of walk(path, skipped)) {
      const below = relative(path, each).split(sep).filter(Boolean);
      const target = [...place.split("/"), ...below].filter(Boolean).join("/");
      if (files.has(target)) throw invalid(`--include has two files for ${target}`);
      files.set(target, readHarmless(each));
    }
  }
  return { files, skipped };
}

function splitWord(
  word: string,
  folder: string,
): { readonly path: string; readonly place: string } {
  const equals = word.lastIndexOf("=");
  const isWhole = equals <= 0 || existsSync(resolve(word));
  const path = resolve(isWhole ? word : word.slice(0, equals));
  if (!existsSync(path)) throw invalid(`--include ${word}: there is no ${shorten(path)}`);
  if (!isWhole) return { path, place: word.slice(equals + 1) };
  const from = relative(folder, path);
  if (from === ".." || from.startsWith(`..${sep}`) || isAbsolute(from)) {
    const example = `${word}=${basename(path)}`;
    throw invalid(
      `--include ${word} is not below the server; say where the server looks for it: --include ${example}`,
    );
  }
  return { path, place: from.split(sep).join("/") };
}

function* walk(path: string, skipped: string[]): Generator<string> {
  if (!statSync(path).isDirectory()) {
    yield path;
    return;
  }
  const entries = readdirSync(path, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const below = join(path, entry.name);
    if (entry.name.startsWith(".") || entry.name === "node_modules") skipped.push(shorten(below));
    else if (entry.isSymbolicLink()) {
      throw invalid(`${shorten(below)} is a symbolic link; include what it points to`);
    } else yield* walk(below, skipped);
  }
}

/** Files that hold credentials by their names. */
const CREDENTIALS =
  /^(?:\.env(?:\..*)?|.*\.env|\.npmrc|\.yarnrc\.yml|[._]netrc|\.pgpass|\.pypirc|\.git-credentials|.*\.(?:p12|pfx|jks|keystore))$/i;
/** The first line of a private key in PEM (RFC 7468), PGP or OpenSSH; also in JSON, as key files of clouds have it. */
const PRIVATE_KEY = /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----/;

function readHarmless(path: string): Uint8Array {
  // A link is judged by the file that it leads to.
  const names = [path, realpathSync(path)].map((each) => basename(each));
  if (names.some((name) => CREDENTIALS.test(name))) {
    throw invalid(
      `${shorten(path)} holds values that could be read in the bundle; name them with --secret`,
    );
  }
  if (path.endsWith(".node")) {
    throw invalid(`${shorten(path)} is native code, which works on one system only`);
  }
  const bytes = read(path);
  if (!PRIVATE_KEY.test(bytes.toString("latin1"))) return bytes;
  throw invalid(`${shorten(path)} has a private key, which could be read in the bundle`);
}

function read(path: string): Buffer {
  try {
    return readRegularFile(path);
  } catch (cause) {
    throw invalid(`--include: ${(cause as Error).message}`);
  }
}

function shorten(path: string): string {
  return relative(process.cwd(), path) || ".";
}

function invalid(message: string): MortiseError {
  return new MortiseError("INVALID_OPTION", message);
}

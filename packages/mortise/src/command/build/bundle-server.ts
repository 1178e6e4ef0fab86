import { existsSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { MortiseError, OLDEST_NODE } from "@mortise/protocol";
import type { OutputChunk, Plugin, RolldownLog } from "rolldown";
import { standInForAbsent } from "./absent-packages.ts";
import { FIRST_LINE } from "./built-file.ts";
import { loadBundler } from "./load-bundler.ts";

/** The module that serves what a file only exports. */
const SERVING = "\0mortise:serve";

/** A name that an import can say. */
const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u;

/** The bundle to make. */
export interface ServerBundleOptions {
  /** The absolute path of the user's file. */
  readonly file: string;
  /** The export that is the server. */
  readonly name: string;
  readonly isMinified: boolean;
  /** Packages that are left out. */
  readonly external: readonly string[];
}

/** A bundle. */
export interface ServerBundle {
  readonly code: string;
  /** The paths of the modules inside. */
  readonly modules: readonly string[];
  /** Packages that are not installed, and are loaded late if at all. */
  readonly absent: readonly string[];
  /** Modules of the user that ask for their own place, beside which they may look for files. */
  readonly placed: readonly string[];
}

/**
 * Makes one module of a server and all that it imports; a file that only exports its server is served.
 *
 * Rejects with MortiseError `INVALID_OPTION` for a name that no export has, for a package that is not installed,
 * and for code that cannot be read, with the place of it.
 */
export async function bundleServer(options: ServerBundleOptions): Promise<ServerBundle> {
  assertIdentifier(options.name);
  const isExternal = (id: string): boolean => options.external.includes(packageOf(id));
  const { plugin, imports, isNeededAtStart } = standInForAbsent(isExternal);
  const bundle = await bundleWith(options, isExternal, [plugin]);
  // Without the stand-ins, the bundler itself names the place of the import.
  if (isNeededAtStart()) return bundleWith(options, isExternal, []);
  const absent = new Set([...bundle.absent, ...[...imports].map(packageOf)]);
  return { ...bundle, absent: [...absent].sort() };
}

/** The name becomes code of the bundle. */
function assertIdentifier(name: string): void {
  if (IDENTIFIER.test(name)) return;
  const advice = "name the export after the colon, as server.ts:billing";
  throw new MortiseError(
    "INVALID_OPTION",
    `${JSON.stringify(name)} is no name of an export; ${advice}`,
  );
}

async function bundleWith(
  options: ServerBundleOptions,
  isExternal: (id: string) => boolean,
  plugins: readonly Plugin[],
): Promise<ServerBundle> {
  const { rolldown } = await loadBundler();
  const { file, name, isMinified } = options;
  const unresolved: RolldownLog[] = [];
  const serves = /\b(?:serve|listen)\s*\(/.test(readFileSync(file, "utf8"));
  const build = await rolldown({
    input: serves && name === "default" ? file : SERVING,
    cwd: dirname(file),
    platform: "node",
    transform: { target: `node${OLDEST_NODE}` },
    external: (id) => isBuiltin(id) || isExternal(id),
    plugins: [servingPlugin(file, name), ...plugins],
    onLog: (_level, log) => {
      if (log.code === "UNRESOLVED_IMPORT") unresolved.push(log);
    },
  });
  try {
    const { output } = await build.generate({
      codeSplitting: false,
      minify: isMinified,
      banner: FIRST_LINE,
      comments: { legal: true, annotation: false, jsdoc: false },
    });
    const [chunk] = output;
    refuseMissing(unresolved, chunk);
    const absent = new Set(unresolved.map(({ exporter = "" }) => packageOf(exporter)));
    return {
      code: chunk.code,
      modules: chunk.moduleIds.filter((id) => !isVirtual(id)),
      absent: [...absent].sort(),
      placed: findPlaced(chunk, file),
    };
  } catch (error) {
    throw toMistake(error, options);
  } finally {
    await build.close();
  }
}

/** Serves an export of a file, by the `mortise` of its project or else by this one. */
function servingPlugin(file: string, name: string): Plugin {
  return {
    name: "serve",
    async resolveId(id, importer) {
      if (id === SERVING) return id;
      if (id !== "mortise" || importer !== SERVING) return null;
      // As a late import, which has no stand-in: the project may be without `mortise`.
      const own = await this.resolve(id, file, { kind: "dynamic-import" });
      return own ?? fileURLToPath(import.meta.resolve("mortise"));
    },
    load: (id) =>
      id === SERVING
        ? `import { ${name} as server } from ${JSON.stringify(file)};
import { serve } from "mortise";
await serve(server);
`
        : null,
  };
}

/** Only imports at the top are needed for sure; the rest says at run time that it is missing. */
function refuseMissing(unresolved: readonly RolldownLog[], { imports }: OutputChunk): void {
  const missing = unresolved.find(({ exporter = "" }) => imports.includes(exporter));
  if (!missing) return;
  const { exporter = "", id = "", loc } = missing;
  const name = packageOf(exporter);
  const fix = `npm install ${name}, or leave it out with --external ${name}`;
  throw new MortiseError("INVALID_OPTION", `${placeOf(id, loc)} imports ${exporter}: ${fix}`);
}

/** Returns the error of a bundler as a sentence with its place; other errors as they are. */
function toMistake(error: unknown, { file, name }: ServerBundleOptions): unknown {
  const [first] = (error as { readonly errors?: readonly RolldownLog[] }).errors ?? [];
  if (first === undefined) return error;
  if (first.code === "MISSING_EXPORT" && first.exporter === file) {
    const fix = "add export default server, or name the export after a colon, as server.ts:billing";
    const message = `${placeOf(file, undefined)} has no export ${name}: ${fix}`;
    return new MortiseError("INVALID_OPTION", message, { cause: error });
  }
  const [line = ""] = stripVTControlCharacters(first.message).split("\n");
  const native = /Could not load (.+\.node)\b/.exec(line)?.[1];
  if (native !== undefined) return refuseNativeFile(native, placeOf(first.id ?? "", first.loc));
  const message = `${placeOf(first.id ?? "", first.loc)}: ${line.replace(/^\[\w+\] /, "")}`;
  return new MortiseError("INVALID_OPTION", message, { cause: error });
}

function refuseNativeFile(file: string, place: string): MortiseError {
  const name = /.*node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(file)?.[1];
  const fix = name === undefined ? "" : `, or leave it out with --external ${name}`;
  return new MortiseError(
    "INVALID_OPTION",
    `${place} loads ${file}, native code that no JavaScript file holds; use a package without${fix}`,
  );
}

function placeOf(file: string, loc: RolldownLog["loc"]): string {
  if (file === "" || isVirtual(file)) return "The bundle";
  const path = relative(process.cwd(), file);
  return loc === undefined ? path : `${path}:${loc.line}:${loc.column + 1}`;
}

/** Modules that are made here have such identifiers, as those of the bundler do. */
function isVirtual(id: string): boolean {
  return id.startsWith("\0");
}

/** The package of a specifier: `pg` of `pg/lib/pool`, `@a/b` of `@a/b/c`. */
function packageOf(specifier: string): string {
  return /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier;
}

function findPlaced({ moduleIds }: OutputChunk, file: string): readonly string[] {
  let project = dirname(file);
  while (!existsSync(join(project, "package.json")) && dirname(project) !== project) {
    project = dirname(project);
  }
  return moduleIds.filter(
    (id) =>
      id.startsWith(`${project}${sep}`) &&
      !id.includes(`${sep}node_modules${sep}`) &&
      /\bimport\.meta\.(?:url|dirname|filename)\b/.test(readFileSync(id, "utf8")),
  );
}

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readDeclarations } from "../declarations/read-declarations.ts";
import { run } from "../workspace/run-tool.ts";

/** One entry of an installed package. */
interface InstalledEntry {
  /** Such as `mortise/agent`. */
  readonly specifier: string;
  /** The path of its declaration file. */
  readonly declarations: string;
}

/** Names by specifier. */
type Names = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Finds names that the declarations of an entry offer as values and its code lacks, and the reverse.
 *
 * The compiler decides: each value of each package is imported as a value from each entry.
 *
 * @param consumer A project in which `packages` are installed.
 */
export async function findWrongValues(
  consumer: string,
  packages: readonly string[],
): Promise<string[]> {
  const entries = packages.flatMap((name) => listEntries(consumer, name));
  const actual = await readValues(consumer, entries);
  const candidates = [...actual.values()].flatMap((names) => [...names]);
  for (const { specifier, declarations } of entries) {
    const { values } = readDeclarations(specifier, readFileSync(declarations, "utf8"));
    candidates.push(...values);
  }
  const declared = await readDeclaredValues(consumer, entries, [...new Set(candidates)].sort());
  return entries.flatMap(({ specifier }) => {
    const there = actual.get(specifier) ?? new Set();
    const offered = declared.get(specifier) ?? new Set();
    const absent = [...offered].filter((name) => !there.has(name));
    const undeclared = [...there].filter((name) => !offered.has(name));
    return [
      ...absent.map((name) => `${specifier} declares the value ${name} and does not have it`),
      ...undeclared.map((name) => `${specifier} has the value ${name} and does not declare it`),
    ];
  });
}

function listEntries(consumer: string, name: string): InstalledEntry[] {
  const root = join(consumer, "node_modules", name);
  const { exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    readonly exports: Readonly<Record<string, { readonly types: string }>>;
  };
  return Object.entries(exports).map(([entry, { types }]) => ({
    specifier: `${name}${entry.slice(1)}`,
    declarations: join(root, types),
  }));
}

/** Imports every entry in a process of the consumer, and returns the names that are there. */
async function readValues(consumer: string, entries: readonly InstalledEntry[]): Promise<Names> {
  const program = entries.map(
    ({ specifier }) =>
      `values[${JSON.stringify(specifier)}] = Object.keys(await import(${JSON.stringify(specifier)}));`,
  );
  writeFileSync(
    join(consumer, "values.js"),
    `const values = {};\n${program.join("\n")}\nconsole.log(JSON.stringify(values));\n`,
  );
  const { code, output } = await run(process.execPath, ["--no-warnings", "values.js"], consumer);
  if (code !== 0) throw new Error(`An entry does not load:\n${output}`);
  const values: Readonly<Record<string, readonly string[]>> = JSON.parse(output);
  return new Map(Object.entries(values).map(([specifier, names]) => [specifier, new Set(names)]));
}

/** Compiles an import of every candidate, one a line, and returns those without an error. */
async function readDeclaredValues(
  consumer: string,
  entries: readonly InstalledEntry[],
  candidates: readonly string[],
): Promise<Names> {
  const files = entries.map((_, index) => `values-${index}.ts`);
  for (const [index, { specifier }] of entries.entries()) {
    const lines = candidates.map(
      (name, line) =>
        `import { ${name} as v${line} } from ${JSON.stringify(specifier)}; void v${line};`,
    );
    writeFileSync(join(consumer, files[index] ?? ""), `${lines.join("\n")}\n`);
  }
  const compilerOptions = {
    target: "es2024",
    module: "nodenext",
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: ["node"],
  };
  writeFileSync(join(consumer, "tsconfig.json"), JSON.stringify({ compilerOptions, files }));
  const compiler = join(process.cwd(), "node_modules/typescript/bin/tsc");
  const args = [compiler, "--pretty", "false", "-p", "tsconfig.json"];
  const { output } = await run(process.execPath, args, consumer);
  const failed = new Set(
    [...output.matchAll(/^(values-\d+\.ts)\((\d+),/gm)].map(([, file, line]) => `${file} ${line}`),
  );
  return new Map(
    entries.map(({ specifier }, index) => {
      const names = candidates.filter((_, line) => !failed.has(`${files[index]} ${line + 1}`));
      return [specifier, new Set(names)];
    }),
  );
}

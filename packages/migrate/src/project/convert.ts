import { MortiseError } from "@mortise/protocol";
import { convertProtocolErrors } from "../form/error.ts";
import { convertImports } from "../form/imports.ts";
import { convertLowLevel } from "../form/low-level.ts";
import { convertPrompts } from "../form/prompt.ts";
import { convertResources } from "../form/resource.ts";
import { convertInnerServers, convertServerMembers, convertServers } from "../form/server.ts";
import { convertServerCalls } from "../form/server-call.ts";
import { convertTools } from "../form/tool.ts";
import { convertRoutes, convertStdio } from "../form/transport.ts";
import { convertTypes } from "../form/type.ts";
import { convertZod } from "../form/zod.ts";
import type { Finding, RegistrationCount } from "../module/finding.ts";
import { importsOf, Module } from "../module/module.ts";
import { Project } from "../module/project.ts";
import { parseFile } from "../syntax/parse.ts";

/** The files of a server, which are converted together, for a handler may stand in another one. */
export interface ConvertOptions {
  /** The texts by their paths. */
  readonly files: ReadonlyMap<string, string>;
  /** Finds the path of a module that a file imports; `undefined` for a package. */
  readonly resolve: (from: string, specifier: string) => string | undefined;
}

/** The outcome of a conversion. */
export interface Conversion {
  /** The new texts, by the paths of those files that changed. */
  readonly changed: ReadonlyMap<string, string>;
  /** The places that were left and those that behave in another way, in the order of the files. */
  readonly findings: readonly Finding[];
  /** The registrations of tools, resources and prompts, and handlers of requests. */
  readonly registrations: RegistrationCount;
  /** The versions of the SDK that the files imported. */
  readonly sdk: readonly (1 | 2)[];
  /** Whether some file imports the SDK still. */
  readonly keepsSdk: boolean;
  /** Whether schemas of zod are given to Mortise. */
  readonly usesZod: boolean;
}

/**
 * Rewrites a server of the official SDK, version 1 or 2, as a server of Mortise. Formatting and
 * comments of what does not change stay as they are, and each thing that cannot be converted is a
 * finding with its line.
 *
 * @throws MortiseError `INVALID_OPTION` for a file that is no JavaScript or TypeScript, and when no
 * file imports the SDK or Mortise.
 */
export function convertServer({ files, resolve }: ConvertOptions): Conversion {
  const modules = new Map<string, Module>();
  for (const [path, text] of files) {
    const parsed = parseFile(path, text);
    if ("message" in parsed) {
      const message = `${path}:${parsed.line} cannot be read as JavaScript or TypeScript: ${parsed.message}`;
      throw new MortiseError("INVALID_OPTION", message);
    }
    modules.set(path, new Module(path, text, parsed));
  }
  const all = [...modules.values()];
  const versions = [...new Set(all.flatMap(({ sdk }) => (sdk ? [sdk] : [])))].sort();
  if (versions.length === 0) {
    assertMortise(all);
    return unchanged();
  }
  const project = new Project(modules, resolve);
  // A handler has its context before what it asks of the server is rewritten to ask it.
  for (const module of all) convertTypes(module, project);
  for (const module of all) {
    convertTools(module, project);
    convertResources(module, project);
    convertPrompts(module, project);
    convertLowLevel(module, project);
  }
  for (const module of all) {
    convertServerCalls(module, project);
    convertRoutes(module);
    convertStdio(module, project);
    convertServers(module);
    convertServerMembers(module, project);
    convertInnerServers(module, project);
    convertProtocolErrors(module);
  }
  const usesZod = all.some((module) => module.usesZod);
  if (usesZod) for (const module of all) convertZod(module);
  for (const module of all) {
    module.settle();
    convertImports(module);
  }
  return conclude(all, versions, usesZod);
}

function conclude(all: readonly Module[], sdk: readonly (1 | 2)[], usesZod: boolean): Conversion {
  const changed = new Map<string, string>();
  for (const { path, text, edits } of all) {
    const written = edits.toString();
    if (written !== text) changed.set(path, written);
  }
  const sum = (count: (module: Module) => number): number =>
    all.reduce((total, module) => total + count(module), 0);
  const findings = all.flatMap((module) =>
    [...module.findings].sort((one, other) => one.line - other.line),
  );
  return {
    changed,
    findings,
    registrations: {
      found: sum(({ found }) => found),
      converted: sum(({ converted }) => converted),
    },
    sdk,
    keepsSdk: all.some(({ path, text }) =>
      /@modelcontextprotocol\//.test(changed.get(path) ?? text),
    ),
    usesZod,
  };
}

function assertMortise(all: readonly Module[]): void {
  const isMortise = all.some((module) =>
    module.specifiers().some((each) => /^(?:@mortise\/|mortise(?:\/|$))/.test(each)),
  );
  if (isMortise) return;
  const [first] = all;
  throw new MortiseError(
    "INVALID_OPTION",
    `${first?.path ?? "The file"} is no server of the official SDK: neither it nor what it imports has an import of @modelcontextprotocol/sdk or @modelcontextprotocol/server; give the file that makes the server`,
  );
}

function unchanged(): Conversion {
  return {
    changed: new Map(),
    findings: [],
    registrations: { found: 0, converted: 0 },
    sdk: [],
    keepsSdk: false,
    usesZod: false,
  };
}

/** Lists the modules that a file imports and exports from; none for a file that cannot be parsed. */
export function findImports(path: string, text: string): string[] {
  const parsed = parseFile(path, text);
  return "message" in parsed ? [] : importsOf(parsed);
}

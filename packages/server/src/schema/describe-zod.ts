import type { StandardSchema } from "@mortise/protocol";

/** Which side of a schema is meant: the values that it takes, or those that it gives. */
export type SchemaSide = "input" | "output";

/** A schema of zod 4, as all its versions have it. */
interface ZodSchema {
  readonly meta?: () => object | undefined;
}

/** The parts of zod 4 that describe a schema which does not do so itself. */
interface Zod {
  readonly globalRegistry: { readonly get: (schema: unknown) => object | undefined };
  readonly toJSONSchema: (
    schema: unknown,
    options: {
      readonly io: SchemaSide;
      readonly target: string;
      readonly metadata: { readonly get: (schema: ZodSchema) => object | undefined };
    },
  ) => Record<string, unknown>;
}

/** Returns the version of zod that made a schema; `undefined` for zod 3 and other libraries. */
export function zodVersion(schema: object): string | undefined {
  const inner = (schema as { readonly _zod?: { readonly version?: Record<string, number> } })._zod;
  const { major, minor, patch } = inner?.version ?? {};
  return major === undefined ? undefined : `${major}.${minor}.${patch}`;
}

/** Returns whether a value is a schema of zod 3, which has no way to describe itself. */
export function isZod3(schema: unknown): boolean {
  if (typeof schema !== "object" || schema === null || "_zod" in schema) return false;
  const { _def } = schema as { readonly _def?: { readonly typeName?: unknown } };
  return typeof _def?.typeName === "string" && _def.typeName.startsWith("Zod");
}

/**
 * Describes a schema of zod 4.0 or 4.1, which cannot describe itself, with the zod of the program;
 * `undefined` where the platform cannot load a package without waiting.
 */
export function describeZod(
  schema: StandardSchema,
  side: SchemaSide,
  target: string,
): Record<string, unknown> | undefined {
  const zod = loadZod();
  return zod?.toJSONSchema(schema, {
    io: side,
    target,
    // Another copy of zod may have been loaded, and its registry would know nothing of this schema.
    metadata: { get: (each) => each.meta?.() ?? zod.globalRegistry.get(each) },
  });
}

/** The parts of Node's `process` and `node:module` that load a package at once. */
interface Platform {
  readonly process?: {
    readonly argv?: readonly string[];
    readonly cwd?: () => string;
    readonly getBuiltinModule?: (name: string) => ModuleLoader | undefined;
  };
}

interface ModuleLoader {
  readonly createRequire: (from: string) => {
    (path: string): unknown;
    readonly resolve: (name: string) => string;
  };
}

function loadZod(): Zod | undefined {
  const { process } = globalThis as Platform;
  const loader = process?.getBuiltinModule?.("node:module");
  if (!loader) return undefined;
  for (const from of [process?.argv?.[1], `${process?.cwd?.()}/`]) {
    if (from === undefined) continue;
    try {
      const require = loader.createRequire(from);
      const path = require.resolve("zod/v4");
      // The module that an import of the program loads too, so that both have one registry.
      return require(path.replace(/\.cjs$/, ".js")) as Zod;
    } catch {}
  }
  return undefined;
}

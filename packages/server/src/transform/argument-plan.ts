import type { JsonSchema, JsonValue } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import type { ArgumentNames } from "../request/translated.ts";
import type { Viewer } from "../visibility/condition.ts";
import { assertReshapable } from "./assert-reshapable.ts";
import type { ArgumentTransform } from "./transform-options.ts";

/** How arguments are shown to clients, and how what they send becomes what the handler takes. */
export interface ArgumentPlan {
  /** The schema that clients see. */
  readonly schema: JsonSchema;
  readonly names: ArgumentNames;
  /** The handler's name of an argument; `undefined` for what clients cannot pass. */
  readonly ownName: (shown: string) => string | undefined;
  /** Puts arguments, valid or not, under the handler's names. */
  readonly toOwn: (given: unknown, viewer: () => Viewer) => unknown;
}

type Changes = Readonly<Record<string, ArgumentTransform>>;
type Properties = Readonly<Record<string, JsonSchema>>;

/**
 * Works out how arguments are reshaped.
 *
 * @throws MortiseError `INVALID_DEFINITION` for arguments that there are none of, names that are
 * taken, required arguments hidden without a value, and schemas that would not mean the same.
 */
export function planArguments(schema: JsonSchema, changes: Changes, owner: string): ArgumentPlan {
  const properties = (schema["properties"] ?? {}) as Properties;
  const required = new Set((schema["required"] ?? []) as readonly string[]);
  for (const [name, change] of Object.entries(changes)) {
    requireArgument(properties, name, owner);
    check({ schema, name, owner, isRequired: required.has(name) }, change);
  }
  const names = new Map<string, string | undefined>();
  const shown = new Map<string, JsonSchema>();
  for (const [name, property] of Object.entries(properties)) {
    const change = Object.hasOwn(changes, name) ? changes[name] : undefined;
    const shownName = change?.hide ? undefined : (change?.name ?? name);
    if (shownName !== name) names.set(name, shownName);
    if (shownName === undefined) continue;
    if (shown.has(shownName)) {
      throw new MortiseError(
        "INVALID_DEFINITION",
        `Two arguments of ${owner} would be called "${shownName}"; give each its own name`,
      );
    }
    shown.set(shownName, change ? describe(property, change) : property);
  }
  const rename = (name: string): string => names.get(name) ?? name;
  const ownNames = new Map<string, string>();
  for (const [own, shownName] of names) if (shownName !== undefined) ownNames.set(shownName, own);
  // A renamed or hidden argument cannot be passed by its own name.
  const ownName = (name: string): string | undefined =>
    ownNames.get(name) ?? (names.has(name) ? undefined : name);
  const stillRequired = [...required].filter((name) => !isGiven(changes, name)).map(rename);
  return {
    names,
    schema: write(schema, Object.fromEntries(shown), stillRequired, rename),
    ownName,
    toOwn: createMapper(changes, ownName),
  };
}

/** Returns whether the handler gets an argument that the client does not pass. */
function isGiven(changes: Changes, name: string): boolean {
  const change = Object.hasOwn(changes, name) ? changes[name] : undefined;
  return change !== undefined && (change.hide === true || change.default !== undefined);
}

function requireArgument(properties: Properties, name: string, owner: string): void {
  if (Object.hasOwn(properties, name)) return;
  const known = Object.keys(properties).join(", ") || "none";
  throw new MortiseError(
    "INVALID_DEFINITION",
    `There is no argument "${name}" of ${owner} to transform; it has ${known}`,
  );
}

/** An argument that a transform changes. */
interface ChangedArgument {
  readonly schema: JsonSchema;
  readonly name: string;
  readonly owner: string;
  readonly isRequired: boolean;
}

function check(
  { schema, name, owner, isRequired }: ChangedArgument,
  change: ArgumentTransform,
): void {
  if (change.hide) {
    if (isRequired && change.value === undefined) {
      throw new MortiseError(
        "INVALID_DEFINITION",
        `Argument "${name}" of ${owner} is required; hide it with a value`,
      );
    }
    assertReshapable(schema, name, { isHidden: true }, owner);
    return;
  }
  const isRenamed = change.name !== undefined && change.name !== name;
  const isOptional = isRequired && change.default !== undefined;
  if (!isRenamed && !isOptional) return;
  const to = isRenamed ? { to: change.name as string } : {};
  assertReshapable(schema, name, { ...to, isOptional, isHidden: false }, owner);
}

function describe(property: JsonSchema | boolean, change: ArgumentTransform): JsonSchema {
  if (change.hide) return property as JsonSchema;
  const { title, description } = change;
  return {
    ...(property === true ? {} : (property as JsonSchema)),
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    ...(change.default !== undefined && { default: change.default }),
  };
}

/** Writes the schema anew with its keywords in their order, so that a diff shows what changed. */
function write(
  schema: JsonSchema,
  properties: Properties,
  required: readonly string[],
  rename: (name: string) => string,
): JsonSchema {
  const written = Object.entries(schema).flatMap(([keyword, value]): [string, unknown][] => {
    switch (keyword) {
      case "properties":
        return [[keyword, properties]];
      case "required":
        return required.length > 0 ? [[keyword, required]] : [];
      case "dependentRequired":
        return [[keyword, renameDependent(value as Dependent, rename)]];
      default:
        return [[keyword, value]];
    }
  });
  return Object.fromEntries(written);
}

type Dependent = Readonly<Record<string, readonly string[]>>;

function renameDependent(dependent: Dependent, rename: (name: string) => string): Dependent {
  return Object.fromEntries(
    Object.entries(dependent).map(([name, others]) => [rename(name), others.map(rename)]),
  );
}

function createMapper(changes: Changes, ownName: ArgumentPlan["ownName"]): ArgumentPlan["toOwn"] {
  return (given, viewer) => {
    const sent = readObject(given);
    if (!sent) return given;
    const own = new Map<string, unknown>();
    for (const [name, value] of Object.entries(sent)) {
      const known = ownName(name);
      if (known !== undefined) own.set(known, value);
    }
    for (const [name, change] of Object.entries(changes)) {
      if (!change.hide && own.has(name)) continue;
      const value = change.hide ? readValue(change.value, viewer) : change.default;
      if (value === undefined) continue;
      // A handler may change what it is given, and the next call must not see that.
      own.set(name, typeof value === "object" ? structuredClone(value) : value);
    }
    return Object.fromEntries(own);
  };
}

/** Models sometimes write all arguments as one text; its members are mapped too. */
function readObject(given: unknown): Readonly<Record<string, unknown>> | undefined {
  let value = given ?? {};
  if (typeof value === "string" && value.trim().startsWith("{")) {
    try {
      value = JSON.parse(value) as object;
    } catch {
      return undefined;
    }
  }
  if (typeof value !== "object" || Array.isArray(value)) return undefined;
  return value as Readonly<Record<string, unknown>>;
}

function readValue(
  value: JsonValue | ((viewer: Viewer) => JsonValue | undefined) | undefined,
  viewer: () => Viewer,
): JsonValue | undefined {
  return typeof value === "function" ? value(viewer()) : value;
}

/** A tool as a request offers it. */
export interface OfferedSchema {
  readonly name: string;
  readonly schema: unknown;
  readonly description?: unknown;
}

/** One schema, and its place in the whole. */
interface Place {
  readonly schema: Readonly<Record<string, unknown>>;
  readonly path: string;
}

const TYPES = ["object", "array", "string", "number", "integer", "boolean", "null"];
const NAMED = ["properties", "patternProperties", "$defs", "definitions", "dependentSchemas"];
const LISTS = ["anyOf", "oneOf", "allOf", "prefixItems"];
const SINGLE = [
  "items",
  "additionalProperties",
  "not",
  "if",
  "then",
  "else",
  "contains",
  "propertyNames",
];

/** Lists what Anthropic refuses in the input schemas of tools. */
export function checkAnthropicSchemas(tools: readonly OfferedSchema[]): string[] {
  return tools.flatMap(({ schema, name }) => {
    const at = `tools.${name}.input_schema`;
    const root = toSchema(schema);
    if (root?.["type"] !== "object") return [`${at}.type: must be object`];
    const alternatives = ["oneOf", "allOf", "anyOf"].some((keyword) => keyword in root);
    const places = placesIn(root);
    const keys = places.flatMap((place) => Object.keys(toSchema(place.schema["properties"]) ?? {}));
    return [
      ...(alternatives ? [`${at}: does not support oneOf, allOf, or anyOf at the top level`] : []),
      ...(places.some(isNot2020)
        ? [`${at}: JSON schema is invalid. It must match JSON Schema draft 2020-12`]
        : []),
      ...keys
        .filter((key) => !/^[a-zA-Z0-9_.-]{1,64}$/.test(key))
        .map(
          (key) =>
            `${at}.properties: Property keys should match pattern '^[a-zA-Z0-9_.-]{1,64}$': ${key}`,
        ),
    ];
  });
}

/** Lists what OpenAI refuses in the input schemas and descriptions of tools. */
export function checkOpenAiSchemas(tools: readonly OfferedSchema[]): string[] {
  return tools.flatMap(({ schema, name, description }) => {
    const at = `Invalid schema for function '${name}'`;
    const long = typeof description === "string" && description.length > 1024;
    const tooLong = long
      ? [
          `Invalid '${name}.description': string too long. Expected a string with maximum length 1024`,
        ]
      : [];
    if (schema === undefined) return tooLong;
    const root = toSchema(schema);
    if (root?.["type"] !== "object") {
      return [...tooLong, `${at}: schema must be a JSON Schema of 'type: "object"'`];
    }
    const forbidden = ["oneOf", "anyOf", "allOf", "enum", "not"].filter(
      (keyword) => keyword in root,
    );
    return [
      ...tooLong,
      ...forbidden.map((keyword) => `${at}: schema must not have '${keyword}' at the top level`),
      ...placesIn(root).flatMap((place) => [
        ...(isNot2020(place)
          ? [`${at}: In context=${place.path}, is not valid under any of the given schemas`]
          : []),
        ...(hasType(place, "object") && !("properties" in place.schema)
          ? [`${at}: In context=${place.path}, object schema missing properties`]
          : []),
        ...(hasType(place, "array") && !("items" in place.schema)
          ? [`${at}: In context=${place.path}, array schema missing items`]
          : []),
        ...(isDangling(place, root)
          ? [`${at}: In context=${place.path}, reference can only point to definitions`]
          : []),
      ]),
    ];
  });
}

/** Lists what Gemini refuses in the input schemas of tools. */
export function checkGeminiSchemas(tools: readonly OfferedSchema[]): string[] {
  return tools.flatMap(({ schema, name }) => {
    const root = toSchema(schema);
    if (root === undefined) return [];
    const at = `functionDeclarations.${name}.parametersJsonSchema`;
    return placesIn(root).flatMap((place) => {
      const { $ref, ...beside } = place.schema;
      const type = toSchema(place.schema["items"])?.["type"];
      return [
        ...(isDangling(place, root) ? [`${at}${place.path}: reference to undefined schema`] : []),
        ...($ref !== undefined && Object.keys(beside).some((keyword) => !keyword.startsWith("$"))
          ? [`${at}${place.path}: only fields that start with $ may be set beside $ref`]
          : []),
        ...(Array.isArray(type) && type.some((each) => each === "object" || each === "array")
          ? [`${at}${place.path}/items: type must be one type`]
          : []),
      ];
    });
  });
}

function toSchema(value: unknown): Readonly<Record<string, unknown>> | undefined {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? (value as Record<string, unknown>) : undefined;
}

/** Lists a schema and all schemas in it; values that are no schemas are left to {@link isNot2020}. */
function placesIn(schema: Readonly<Record<string, unknown>>, path = ""): Place[] {
  const inner = Object.entries(schema).flatMap(([keyword, value]): [string, unknown][] => {
    if (SINGLE.includes(keyword)) return [[keyword, value]];
    if (!LISTS.includes(keyword) && !NAMED.includes(keyword)) return [];
    return Object.entries(value ?? {}).map(([key, each]) => [`${keyword}/${key}`, each]);
  });
  return [
    { schema, path },
    ...inner.flatMap(([place, value]) => {
      const found = toSchema(value);
      return found ? placesIn(found, `${path}/${place}`) : [];
    }),
  ];
}

function hasType({ schema: { type } }: Place, wanted: string): boolean {
  return type === wanted || (Array.isArray(type) && type.includes(wanted));
}

function isNot2020({ schema }: Place): boolean {
  const isPart = (value: unknown): boolean =>
    typeof value === "boolean" || toSchema(value) !== undefined;
  return Object.entries(schema).some(([keyword, value]) => {
    if (keyword === "type") return ![value].flat().every((type) => TYPES.includes(String(type)));
    if (SINGLE.includes(keyword)) return !isPart(value);
    if (LISTS.includes(keyword)) return !Array.isArray(value) || !value.every(isPart);
    if (NAMED.includes(keyword))
      return !Object.values(toSchema(value) ?? { value: 0 }).every(isPart);
    if (keyword === "required" || keyword === "enum") return !Array.isArray(value);
    if (/^(exclusiveM|m)(in|ax)imum$/.test(keyword)) return typeof value !== "number";
    if (/^(min|max)(Length|Items|Properties)$/.test(keyword)) return !Number.isInteger(value);
    if (keyword === "$schema") return !String(value).includes("2020-12");
    return (keyword === "description" || keyword === "title") && typeof value !== "string";
  });
}

/** Says whether a schema refers to what its document does not define. */
function isDangling({ schema: { $ref } }: Place, root: Readonly<Record<string, unknown>>): boolean {
  if ($ref === undefined) return false;
  let found: unknown = root;
  for (const part of String($ref).replace(/^#\/?/, "").split("/").filter(Boolean)) {
    found = toSchema(found)?.[decodeURIComponent(part).replace(/~1/g, "/").replace(/~0/g, "~")];
  }
  return !String($ref).startsWith("#") || found === undefined;
}

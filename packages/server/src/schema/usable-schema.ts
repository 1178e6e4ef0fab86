/**
 * `unknown` for a schema that can be used, and for any other a sentence with what to do: as a part
 * of a parameter's type it makes the compiler report the schema where it stands.
 */
export type UsableSchema<Given> = Given extends undefined
  ? unknown
  : Given extends { readonly "~standard": { readonly jsonSchema: unknown } }
    ? unknown
    : Given extends { readonly kind: "schema"; readonly "~run": unknown }
      ? "Wrap a schema of valibot in toStandardJsonSchema() of @valibot/to-json-schema"
      : Given extends { readonly _def: unknown; readonly _type: unknown }
        ? "Use zod 4.2 or newer: a schema of zod 3 cannot describe itself as JSON Schema"
        : Given extends { readonly "~standard": unknown }
          ? unknown
          : [SchemaInside<Given>] extends [never]
            ? unknown
            : "Make one schema of these, such as z.object({ … })";

/** The names of members that are schemas themselves. */
type SchemaInside<Given> = {
  // Neither `any` nor `never` is one.
  [Name in keyof Given]: 0 extends 1 & Given[Name]
    ? never
    : [Given[Name]] extends [never]
      ? never
      : Given[Name] extends { readonly "~standard": unknown } | { readonly _def: unknown }
        ? Name
        : never;
}[keyof Given];

/** The {@link UsableSchema} of the schemas of a definition. */
export interface UsableSchemas<Input, Output = undefined> {
  /** Of the arguments. */
  readonly input?: UsableSchema<Input>;
  /** Of the structured content. */
  readonly output?: UsableSchema<Output>;
}

import type { ToolSignature } from "../tool/tool.ts";

/** What a server offers, as types: names with what they take and give. */
export interface CatalogueTypes {
  readonly tools: { readonly [name: string]: ToolSignature };
  readonly prompts: { readonly [name: string]: { readonly input: unknown } };
}

/** The {@link CatalogueTypes} of a server that offers nothing yet. */
export interface EmptyCatalogue {
  // biome-ignore lint/complexity/noBannedTypes: the empty object that names are added to.
  readonly tools: {};
  // biome-ignore lint/complexity/noBannedTypes: the empty object that names are added to.
  readonly prompts: {};
}

/** The part of `Types` under `Kind`; nothing where a server has no types. */
export type NamesOf<Types, Kind extends "tools" | "prompts"> = Types extends {
  readonly [Key in Kind]: infer Names;
}
  ? Names
  : EmptyCatalogue[Kind];

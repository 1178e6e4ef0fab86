import type { PromptSignature } from "../prompt/prompt.ts";
import type { Flat } from "../schema/flat.ts";
import type { ToolSignature } from "../tool/tool.ts";

/** The tools and prompts of a server as types: names with their input and output. */
export interface CatalogueTypes {
  /** Tools by name. */
  tools: { [name: string]: ToolSignature };
  /** Prompts by name. */
  prompts: { [name: string]: PromptSignature };
}

/** The {@link CatalogueTypes} of a server that offers nothing yet. */
export interface EmptyCatalogue {
  /** No tools. */
  // biome-ignore lint/complexity/noBannedTypes: the empty object that names are added to.
  tools: {};
  /** No prompts. */
  // biome-ignore lint/complexity/noBannedTypes: the empty object that names are added to.
  prompts: {};
}

/** The part of `Types` under `Kind`; nothing where a server has no types. */
export type NamesOf<Types, Kind extends "tools" | "prompts"> = Types extends {
  readonly [Key in Kind]: infer Names;
}
  ? Names
  : EmptyCatalogue[Kind];

/** `Types` with one more tool. */
export type WithTool<Types, Name extends string, Signature> = TypesOf<
  Joined<EntriesOf<NamesOf<Types, "tools">> | Entry<Name, Signature>>,
  NamesOf<Types, "prompts">
>;

/** `Types` with one more prompt. */
export type WithPrompt<Types, Name extends string, Signature> = TypesOf<
  NamesOf<Types, "tools">,
  Joined<EntriesOf<NamesOf<Types, "prompts">> | Entry<Name, Signature>>
>;

/** Everything that `Types` and `Others` have. */
export type WithTypes<Types, Others> = TypesOf<
  Merged<NamesOf<Types, "tools">, NamesOf<Others, "tools">>,
  Merged<NamesOf<Types, "prompts">, NamesOf<Others, "prompts">>
>;

type TypesOf<Tools, Prompts> = Flat<{ tools: Tools; prompts: Prompts }>;

type Merged<First, Second> = Joined<EntriesOf<First> | EntriesOf<Second>>;

/**
 * A union with one object type for each name.
 *
 * An entry refers to its signature alone. Types that refer to the catalogue they were added to nest
 * one level for each tool, and the compiler gives up at fifty.
 */
type EntriesOf<Names> = { [Name in keyof Names]: Entry<Name, Names[Name]> }[keyof Names];

type Entry<Name extends PropertyKey, Signature> = { [Key in Name]: Signature };

/** The object type that has the members of every entry. */
type Joined<Entries> = (Entries extends unknown ? (entry: Entries) => void : never) extends (
  entry: infer All,
) => void
  ? Flat<All>
  : never;

import type { Flat } from "../schema/flat.ts";
import type { NamesOf } from "../view/catalogue-types.ts";

/** The types of a server that is mounted under `Namespace`. */
export type Mounted<Namespace extends string, Types> = Flat<{
  tools: Prefixed<Namespace, NamesOf<Types, "tools">>;
  prompts: Prefixed<Namespace, NamesOf<Types, "prompts">>;
}>;

type Prefixed<Namespace extends string, Names> = Flat<{
  [Name in keyof Names as `${Namespace}_${Name & string}`]: Names[Name];
}>;

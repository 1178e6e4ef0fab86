import type { NamesOf } from "../view/catalogue-types.ts";

/** What a server's types are once it is mounted under `Namespace`. */
export interface Mounted<Namespace extends string, Types> {
  readonly tools: Prefixed<Namespace, NamesOf<Types, "tools">>;
  readonly prompts: Prefixed<Namespace, NamesOf<Types, "prompts">>;
}

type Prefixed<Namespace extends string, Names> = {
  readonly [Name in keyof Names as `${Namespace}_${Name & string}`]: Names[Name];
};

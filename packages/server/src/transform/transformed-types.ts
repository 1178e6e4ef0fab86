import type { Flat } from "../schema/flat.ts";
import type { NamesOf } from "../view/catalogue-types.ts";

/** The types of a server after the transform `Changes`; functions change none. */
export type Transformed<Types, Changes> = Flat<{
  tools: Renamed<NamesOf<Types, "tools">, ChangesOf<Changes, "tools">>;
  prompts: Renamed<NamesOf<Types, "prompts">, ChangesOf<Changes, "prompts">>;
}>;

type ChangesOf<Changes, Kind extends string> = Changes extends {
  readonly [Key in Kind]: infer Each;
}
  ? Each extends (...given: never[]) => unknown
    ? unknown
    : Each
  : unknown;

type Renamed<Names, Changes> = Flat<{
  [Name in keyof Names as NewName<Name, Changes>]: Name extends keyof Changes
    ? Reshaped<Names[Name], Changes[Name]>
    : Names[Name];
}>;

/** The name that a change gives, where it gives one that is known ahead. */
type NewName<Name, Changes> = Name extends keyof Changes
  ? Changes[Name] extends { readonly name: infer New extends string }
    ? string extends New
      ? Name
      : New
    : Name
  : Name;

type Reshaped<Signature, Change> = Change extends { readonly arguments: infer Arguments }
  ? Flat<{
      [Key in keyof Signature]: Key extends "input"
        ? ReshapedInput<Signature[Key], Arguments>
        : Signature[Key];
    }>
  : Signature;

/** An argument with a default may be left out, and a hidden one is not there. */
type ReshapedInput<Input, Arguments> = Flat<
  {
    [Name in keyof Input as IsGiven<Name, Arguments> extends true
      ? never
      : NewName<Name, Arguments>]: Input[Name];
  } & {
    [Name in keyof Input as IsDefaulted<Name, Arguments> extends true
      ? NewName<Name, Arguments>
      : never]?: Input[Name];
  }
>;

type IsGiven<Name, Arguments> = Name extends keyof Arguments
  ? Arguments[Name] extends { readonly hide: true } | { readonly default: unknown }
    ? true
    : false
  : false;

type IsDefaulted<Name, Arguments> = Name extends keyof Arguments
  ? Arguments[Name] extends { readonly hide: true }
    ? false
    : Arguments[Name] extends { readonly default: unknown }
      ? true
      : false
  : false;

/**
 * `Type` written out: the intersection makes the compiler show the members in place of an alias, in
 * hovers and in emitted declarations.
 */
export type Flat<Type> = { [Key in keyof Type]: Type[Key] } & {};

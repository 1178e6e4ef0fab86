/** The types of a server object's tools and prompts; `unknown` if its type holds none. */
export type CatalogueOf<S> = S extends { readonly "~catalogue": infer C } ? C : unknown;

/** An object whose type lists tools and prompts, such as a server object. */
export interface Catalogued {
  /** Exists in types only; see {@link CatalogueOf}. */
  readonly "~catalogue": unknown;
}

/** Any tool. */
type AnyTools = Readonly<
  Record<string, { readonly input: Record<string, unknown>; readonly output: unknown }>
>;

/** Any prompt. */
type AnyPrompts = Readonly<Record<string, { readonly input: Record<string, unknown> }>>;

/**
 * The tools of a server by name, or any name when its type does not say: a server whose tools were
 * not added in one chain has none in its type.
 */
export type ToolsOf<S> =
  CatalogueOf<S> extends { readonly tools: infer Tools }
    ? keyof Tools extends never
      ? AnyTools
      : Tools
    : AnyTools;

/** The prompts of a server by name, or any name when its type does not say. */
export type PromptsOf<S> =
  CatalogueOf<S> extends { readonly prompts: infer Prompts }
    ? keyof Prompts extends never
      ? AnyPrompts
      : Prompts
    : AnyPrompts;

/** The arguments of a tool or prompt. */
export type InputOf<Entry> = Entry extends { readonly input: infer Input } ? Input : unknown;

/** The structured content of a tool's result. */
export type OutputOf<Entry> = Entry extends { readonly output: infer Output } ? Output : unknown;

/** The parameters of a call after the name: an input may be left out if all of it is optional. */
export type ArgumentsFor<Entry, Options> =
  Record<never, never> extends InputOf<Entry>
    ? [input?: InputOf<Entry>, options?: Options]
    : [input: InputOf<Entry>, options?: Options];

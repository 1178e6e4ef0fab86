/** The types that a server object carries of what it offers; `unknown` when it carries none. */
export type CatalogueOf<S> = S extends { readonly "~catalogue": infer C } ? C : unknown;

/** The tools of a server by name, or any name when the server's type is not known. */
export type ToolsOf<S> =
  CatalogueOf<S> extends { readonly tools: infer Tools }
    ? Tools
    : Readonly<
        Record<string, { readonly input: Record<string, unknown>; readonly output: unknown }>
      >;

/** The prompts of a server by name, or any name when the server's type is not known. */
export type PromptsOf<S> =
  CatalogueOf<S> extends { readonly prompts: infer Prompts }
    ? Prompts
    : Readonly<Record<string, { readonly input: Record<string, unknown> }>>;

/** What a tool or prompt takes. */
export type InputOf<Entry> = Entry extends { readonly input: infer Input } ? Input : unknown;

/** What a tool returns as structured content. */
export type OutputOf<Entry> = Entry extends { readonly output: infer Output } ? Output : unknown;

/** The arguments after a name: an input may be left out when all of it is optional. */
export type ArgumentsFor<Entry, Options> =
  Record<never, never> extends InputOf<Entry>
    ? [input?: InputOf<Entry>, options?: Options]
    : [input: InputOf<Entry>, options?: Options];

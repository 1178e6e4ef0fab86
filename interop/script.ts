/** The requests that a comparison makes besides the lists. */
export interface Script {
  readonly calls?: readonly (readonly [tool: string, args: Readonly<Record<string, unknown>>])[];
  readonly reads?: readonly string[];
  readonly prompts?: readonly (readonly [prompt: string, args: Readonly<Record<string, string>>])[];
}

/** For the servers that are written for this run with libraries of others, which offer the same. */
export const OWN_SCRIPT = {
  calls: [
    ["add", { a: 2, b: 3 }],
    ["fail", {}],
  ],
  reads: ["docs://guide", "notes://7"],
  prompts: [["greet", { name: "Ada" }]],
} as const satisfies Script;

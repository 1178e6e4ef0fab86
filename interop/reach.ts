/** How a client reaches a server: by a command that it starts, or by a URL. */
export type Reach =
  | {
      readonly transport: "stdio";
      readonly command: string;
      readonly args: readonly string[];
      readonly env?: Readonly<Record<string, string>>;
    }
  | { readonly transport: "http"; readonly url: string }
  /** The transport of 2024-11-05. */
  | { readonly transport: "sse"; readonly url: string };

/** The command of a program that runs in this Node. */
export function inNode(
  file: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Reach & { readonly transport: "stdio" } {
  return { transport: "stdio", command: process.execPath, args: [file, ...args], env };
}

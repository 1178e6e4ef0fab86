/** The target of a command. */
export type CommandTarget = FileTarget | UrlTarget | ProgramTarget;

/** A module of JavaScript or TypeScript that serves or exports a server. */
export interface FileTarget {
  readonly kind: "file";
  readonly path: string;
  /** The export that is served. Default: the file serves itself, or exports one by default. */
  readonly exportName?: string;
  /** The target in messages, without secrets. */
  readonly label: string;
}

/** A server that is reached over HTTP. */
interface UrlTarget {
  readonly kind: "url";
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly label: string;
}

/** A server that is started by a command. */
export interface ProgramTarget {
  readonly kind: "process";
  readonly command: string;
  readonly args: readonly string[];
  /** Variables beside the few that every program inherits. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly label: string;
}

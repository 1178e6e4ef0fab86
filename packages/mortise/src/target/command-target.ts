import type { LoginSettings } from "../sign-in/login-settings.ts";

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
export interface UrlTarget {
  readonly kind: "url";
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** How the user signs in, from a configuration; `false` for never. Default: as the server asks. */
  readonly auth?: ConfiguredLogin | false;
  readonly label: string;
}

/** The sign-in of a server in a configuration. */
export interface ConfiguredLogin extends LoginSettings {
  /** The account, for a user with several. */
  readonly profile?: string;
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

/** A person, as package.json names one. */
export interface Person {
  /** The full name. */
  readonly name: string;
  /** An address of mail. */
  readonly email?: string;
  /** A page of the person. */
  readonly url?: string;
}

/** The place of the sources. */
export interface Repository {
  /** Its page, such as `https://github.com/ada/desk`. */
  readonly url: string;
  /** The host and the account, if the host is a known one. */
  readonly account?: { readonly host: string; readonly owner: string };
  /** The folder of the package in it. */
  readonly folder?: string;
}

/** A system that hosts of bundles run on, as `process.platform` names it. */
export type Platform = "darwin" | "win32" | "linux";

/** The members of a package.json that describe a server; those that it lacks are absent. */
export interface Project {
  /** The name on npm. */
  readonly name?: string;
  /** The version, as written. */
  readonly version?: string;
  /** The package in a sentence. */
  readonly description?: string;
  /** The maker. */
  readonly author?: Person;
  /** The identifier of the license. */
  readonly license?: string;
  /** The page about the package. */
  readonly homepage?: string;
  /** The page for questions and faults. */
  readonly support?: string;
  /** The sources. */
  readonly repository?: Repository;
  /** Words for a search. */
  readonly keywords?: readonly string[];
  /** The range of versions of Node, as `engines` has it. */
  readonly node?: string;
  /** The name in the registry of MCP servers, which `mcpName` claims for the package. */
  readonly mcpName?: string;
  /** Whether npm refuses to publish it. */
  readonly isPrivate?: boolean;
  /** The files that are commands, by the names of the commands. */
  readonly commands?: Readonly<Record<string, string>>;
  /** The systems of `os` on which hosts of bundles run. */
  readonly platforms?: readonly Platform[];
}

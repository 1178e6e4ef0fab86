/** The schema of the registry that a written `server.json` follows. */
export const SERVER_SCHEMA_URL =
  "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json";

/** The `server.json` of the registry, as far as it is written here; further members of a file are kept. */
export interface ServerJson {
  /** The URL of its schema. */
  readonly $schema?: string;
  /** The name in the registry: a reverse domain, a slash and a name. */
  readonly name?: string;
  /** The name for people. */
  readonly title?: string;
  /** The server in a sentence of at most 100 characters. */
  readonly description?: string;
  /** The sources. */
  readonly repository?: ServerRepository;
  /** The version of the entry, which is that of the package. */
  readonly version?: string;
  /** The page about the server. */
  readonly websiteUrl?: string;
  /** The packages that have the server. */
  readonly packages?: readonly ServerPackage[];
  /** The places where the server runs. */
  readonly remotes?: readonly ServerTransport[];
  /** Members that are kept as they are. */
  readonly [member: string]: unknown;
}

/** The sources of a server. */
export interface ServerRepository {
  /** The page of the repository. */
  readonly url: string;
  /** Its host. */
  readonly source: string;
  /** The folder of the server in it. */
  readonly subfolder?: string;
}

/** A package that has a server, and how it is started. */
export interface ServerPackage {
  /** `npm`, `mcpb`, `oci` or another kind. */
  readonly registryType: string;
  /** The name of the package, the URL of the bundle or the reference of the image. */
  readonly identifier: string;
  /** The version of the package; bundles and images have it in the identifier. */
  readonly version?: string;
  /** The checksum of a bundle, in hexadecimal digits. */
  readonly fileSha256?: string;
  /** The program that starts the package, such as `npx`. */
  readonly runtimeHint?: string;
  /** How the client speaks with it. */
  readonly transport: ServerTransport;
  /** Words for the program that starts the package. */
  readonly runtimeArguments?: readonly ServerArgument[];
  /** Words for the server. */
  readonly packageArguments?: readonly ServerArgument[];
  /** Variables that the server reads. */
  readonly environmentVariables?: readonly ServerVariable[];
  /** Members that are kept as they are. */
  readonly [member: string]: unknown;
}

/** How a client speaks with a server. */
export interface ServerTransport {
  /** `stdio`, `streamable-http` or `sse`. */
  readonly type: string;
  /** The URL of the endpoint; none for stdio. */
  readonly url?: string;
  /** Members that are kept as they are. */
  readonly [member: string]: unknown;
}

/** A word of a command line. */
export interface ServerArgument {
  /** `named` for one that begins with a dash. */
  readonly type: "named" | "positional";
  /** The dash and the name of a named one. */
  readonly name?: string;
  /** The value, which the user cannot change. */
  readonly value?: string;
}

/** A variable of the environment that the user gives. */
export interface ServerVariable {
  /** Its name. */
  readonly name: string;
  /** The help for the user. */
  readonly description?: string;
  /** Whether the server cannot do without. */
  readonly isRequired?: boolean;
  /** Whether it is masked. */
  readonly isSecret?: boolean;
  /** Its value if the user gives none. */
  readonly default?: string;
}

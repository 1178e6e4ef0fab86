/** A header that clients send to the endpoint; never its value. */
export interface CardHeader {
  /** Its name. */
  readonly name: string;
  /** The help for the user. */
  readonly description?: string;
  /** Whether the endpoint refuses requests without it. Default `false`. */
  readonly isRequired?: boolean;
  /** Whether its value is a secret. Default `false`. */
  readonly isSecret?: boolean;
}

/** The sources of a server. */
export interface CardRepository {
  /** Their page. */
  readonly url: string;
  /** The host of them, such as `github`. */
  readonly source: string;
  /** The folder of the server in them. */
  readonly subfolder?: string;
}

/** An entry of a catalog. */
export interface CatalogEntry {
  /** A name that stays, such as `urn:air:example.com:mcp:desk`. */
  readonly identifier: string;
  /** The media type of the document. */
  readonly type: string;
  /** The place of the document. */
  readonly url: string;
}

/** The words of a server card beside those that the server has itself. */
export interface ServerCardOptions {
  /** A reverse domain, a slash and a name, as in the registry: `com.example/desk`. */
  readonly name: string;
  /** The URL at which clients reach the MCP endpoint, such as `https://desk.example.com/mcp`. */
  readonly url: string;
  /** At most 100 characters. Default: the description of the server. */
  readonly description?: string;
  /** The sources. Default: none are named. */
  readonly repository?: CardRepository;
  /** Headers that clients send to the endpoint. Default: none are named. */
  readonly headers?: readonly CardHeader[];
  /** Further entries of the catalog of this host; `false` serves no catalog. Default: this server alone. */
  readonly catalog?: readonly CatalogEntry[] | false;
  /** The seconds for which clients and proxies may keep both. Default 3600. */
  readonly maxAge?: number;
}

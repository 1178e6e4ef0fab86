import type { UserPlace } from "@mortise/protocol";
import type { Members, ServerEntry } from "../entry.ts";
import type { Disk } from "../user-place.ts";

/** Which of a client's files: the one of the user, or the one that a project shares. */
export type Scope = "user" | "project";

/** A client that keeps its servers in a file. */
export interface InstallClient {
  /** The name on the command line. */
  readonly id: string;
  /** The name for people. */
  readonly label: string;
  /** The language of its files. */
  readonly format: "json" | "toml" | "yaml";
  /** The members that lead to the servers, such as `["mcpServers"]`. */
  readonly key: readonly string[];
  /** A second place of the servers, and its spelling, in files that have it. */
  readonly newer?: Pick<InstallClient, "key" | "write">;
  /** Where its files are. */
  readonly files: ClientFiles;
  /** The entry of a server in its own spelling. */
  readonly write: (name: string, entry: ServerEntry, scope: Scope) => Members;
  /** The ways it reaches servers. */
  readonly reaches: readonly ServerEntry["kind"][];
  /** The remedy for a kind that it does not reach from the file. */
  readonly otherwise?: string;
  /** A variable of its own environment, as it is written in the file; absent if it has no form. */
  readonly reference?: (variable: string) => string;
  /** The file is read as strict JSON: comments in it are mistakes. */
  readonly isStrict?: true;
  /** A byte-order mark makes it read nothing, so a write takes the mark out. */
  readonly refusesMark?: true;
  /** The step that makes it read the file again. */
  readonly reload: string;
  /** A program with a window, which beside WSL is usually one of Windows. */
  readonly isDesktop?: true;
  /** The files into which it may log what it does with a server of the user. */
  readonly logs?: (place: UserPlace, disk: Disk, server: string) => readonly string[];
}

/** The files of a client. */
export interface ClientFiles {
  /** Every file of the user that the client may read, the one to prefer first; one at least. */
  readonly user: (place: UserPlace, disk: Disk) => readonly string[];
  /** The files of a project, relative to its folder with `/`, the one to prefer first. */
  readonly project?: readonly string[];
  /** Whether each live file is written, rather than the preferred one alone. */
  readonly writesAll?: true;
  /** Folders whose presence says that the client is installed. */
  readonly signs: (place: UserPlace) => readonly string[];
}

import type { Transform } from "../transform/transform.ts";
import type { View } from "../view/view.ts";
import type { Answerer } from "../visibility/entry.ts";
import type { Change, ListKind } from "../visibility/list-kind.ts";
import type { Namespace } from "./namespace.ts";

/** The catalogue of a mounted server, as the catalogue around it sees it. */
export interface MountSource {
  readonly view: View;
  /** Returns whether there is anything of a kind, for any caller. */
  offers(kind: ListKind): boolean;
  /** Returns whether `other` is this catalogue or is mounted in it, at any depth. */
  reaches(other: MountSource): boolean;
  /** Calls `watcher` at each change, until the returned function is called. */
  watch(watcher: (change: Change) => void): () => void;
}

/** One server inside another. */
export interface Mount {
  readonly namespace: Namespace;
  readonly source: MountSource;
  /** How the other's things are presented, before they get the namespace. */
  readonly transforms: readonly Transform[];
  /** Answers a request in the words of the mounted server, inside its own middleware. */
  readonly answer: Answerer;
  /** Ends the passing on of changes. */
  readonly stop: () => void;
}

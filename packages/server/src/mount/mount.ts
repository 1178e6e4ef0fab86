import type { Catalogue } from "../catalogue/catalogue.ts";
import type { Transform } from "../transform/transform.ts";
import type { Answerer } from "../visibility/entry.ts";
import type { Namespace } from "./namespace.ts";

/** One server inside another. */
export interface Mount {
  readonly namespace: Namespace;
  readonly source: Catalogue;
  /** How the other's things are presented, before they get the namespace. */
  readonly transforms: readonly Transform[];
  /** Answers a request in the words of the mounted server, inside its own middleware. */
  readonly answer: Answerer;
  /** Ends the passing on of changes. */
  readonly stop: () => void;
}

import type { Annotations, Icon, JsonObject, JsonValue, ToolAnnotations } from "@mortise/protocol";
import type { Viewer, VisibilityOptions } from "../visibility/condition.ts";

/** How an argument that clients may pass is shown. */
export interface ShownArgument {
  /** The new name. */
  readonly name?: string;
  /** The new name for people. */
  readonly title?: string;
  /** The new description. */
  readonly description?: string;
  /** Stands in for the argument where a client leaves it out, which it then may. */
  readonly default?: JsonValue;
  readonly hide?: false;
}

/** An argument that clients neither see nor pass. */
export interface HiddenArgument {
  readonly hide: true;
  /**
   * The value for the handler: fixed, or computed for each call without waiting. Default: none, which
   * a required argument does not allow.
   */
  readonly value?: JsonValue | ((viewer: Viewer) => JsonValue | undefined);
}

/** How one argument is presented. */
export type ArgumentTransform = ShownArgument | HiddenArgument;

/** The changes that every kind of entry takes. */
export interface Presentation extends VisibilityOptions {
  readonly title?: string;
  readonly description?: string;
  readonly icons?: readonly Icon[];
  /** In place of the `_meta` that clients are shown. */
  readonly meta?: JsonObject;
}

/** The presentation of a tool; members that are left out stay as they are. */
export interface ToolTransform extends Presentation {
  /** The new name. */
  readonly name?: string;
  /** Added to the tool's own. */
  readonly annotations?: ToolAnnotations;
  /** Changes of arguments, by name. */
  readonly arguments?: Readonly<Record<string, ArgumentTransform>>;
}

/** The presentation of a prompt; members that are left out stay as they are. */
export interface PromptTransform extends Presentation {
  /** The new name. */
  readonly name?: string;
  /** Changes of arguments, by name. */
  readonly arguments?: Readonly<Record<string, ArgumentTransform>>;
}

/** The presentation of a resource or template; members that are left out stay as they are. */
export interface ResourceTransform extends Presentation {
  /** The name that hosts show; the URI stays. */
  readonly name?: string;
  /** Added to the resource's own. */
  readonly annotations?: Annotations;
}

/** One set of changes for each name, or a function that looks at everything, also at what comes later. */
export type TransformsOf<Listed, Changes> =
  | Readonly<Record<string, Changes>>
  | ((listed: Listed & { readonly tags: readonly string[] }) => Changes | undefined);

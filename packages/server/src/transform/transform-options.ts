import type { Annotations, Icon, JsonObject, JsonValue, ToolAnnotations } from "@mortise/protocol";
import type { Viewer, VisibilityOptions } from "../visibility/condition.ts";

/** How an argument that clients may pass is shown. */
interface ShownArgument {
  readonly name?: string;
  readonly title?: string;
  readonly description?: string;
  /** Stands in for the argument where a client leaves it out, which it then may. */
  readonly default?: JsonValue;
  readonly hide?: false;
}

/** An argument that clients neither see nor pass. */
interface HiddenArgument {
  readonly hide: true;
  /**
   * What the handler gets, fixed or worked out at once for each call. Default: nothing, which a
   * required argument does not allow.
   */
  readonly value?: JsonValue | ((viewer: Viewer) => JsonValue | undefined);
}

/** How one argument is presented. */
export type ArgumentTransform = ShownArgument | HiddenArgument;

/** What may change of anything. */
export interface Presentation extends VisibilityOptions {
  readonly title?: string;
  readonly description?: string;
  readonly icons?: readonly Icon[];
  /** In place of the `_meta` that clients are shown. */
  readonly meta?: JsonObject;
}

/** How a tool is presented; what is left out stays as it is. */
export interface ToolTransform extends Presentation {
  readonly name?: string;
  /** Added to the tool's own. */
  readonly annotations?: ToolAnnotations;
  readonly arguments?: Readonly<Record<string, ArgumentTransform>>;
}

/** How a prompt is presented; what is left out stays as it is. */
export interface PromptTransform extends Presentation {
  readonly name?: string;
  readonly arguments?: Readonly<Record<string, ArgumentTransform>>;
}

/** How a resource, or a family of them, is presented; what is left out stays as it is. */
export interface ResourceTransform extends Presentation {
  /** What hosts show; a resource is found by its URI, which stays. */
  readonly name?: string;
  /** Added to the resource's own. */
  readonly annotations?: Annotations;
}

/** One set of changes for each name, or a function that looks at everything, also at what comes later. */
export type TransformsOf<Listed, Changes> =
  | Readonly<Record<string, Changes>>
  | ((listed: Listed & { readonly tags: readonly string[] }) => Changes | undefined);
